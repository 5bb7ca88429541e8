// The params as CSS custom properties: one style sheet of every document, which stays whatever the page adopts.

/** @param {Realm} realm @param {Record<string, string>} properties */
function installProperties(realm, properties) {
  const { window: page } = realm;
  realm.keepProperties = () => {};
  realm.createProperties = () => {};
  if (Object.keys(properties).length === 0) return;
  const { get: read, set: write } = accessor(page.Document.prototype, "adoptedStyleSheets");
  /** @type {CSSStyleSheet | undefined} */
  let sheet;

  /** @param {Document} document @param {CSSStyleSheet[]} sheets */
  const adopt = (document, sheets) =>
    write.call(document, document === page.document && sheet ? [...sheets.filter((one) => one !== sheet), sheet] : sheets);

  /** Makes the sheet; it belongs to the document that the window shows now. */
  realm.createProperties = () => {
    const made = /** @type {CSSStyleSheet} */ (new page.CSSStyleSheet());
    made.replaceSync(":root {}");
    const rule = /** @type {CSSStyleRule} */ (made.cssRules[0]);
    for (const [name, value] of Object.entries(properties)) rule.style.setProperty(name, value);
    sheet = made;
    adopt(page.document, [...read.call(page.document)]);
  };
  replaceAccessor(page.Document.prototype, "adoptedStyleSheets", {
    get() {
      return read.call(this);
    },
    set(value) {
      if (value === null || typeof value !== "object") write.call(this, value); // the browser's own complaint
      else adopt(this, [...value]);
    },
  });
  /** The list can be changed in place, too, and `document.open()` empties it. */
  realm.keepProperties = () => {
    const sheets = read.call(page.document);
    if (!sheets.includes(sheet)) adopt(page.document, [...sheets]);
  };
}
