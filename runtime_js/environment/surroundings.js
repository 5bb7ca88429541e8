// What surrounds a window: its history, its visibility, its focus. The page is seen, from its first frame to its last.

/** @param {Realm} realm */
function installSurroundings(realm) {
  const { window: page } = realm;
  const listen = page.EventTarget.prototype.addEventListener;

  // The browser counts the host page's own history, too; that of the composition's own window is its.
  const readLength = accessor(page.History.prototype, "length").get;
  const entries = page.Navigation.prototype.entries;
  replaceAccessor(page.History.prototype, "length", {
    get() {
      readLength.call(this); // throws for what is no history
      return Math.max(1, entries.call(page.top[0].navigation).length);
    },
  });

  // What changes outside is none of the page's business.
  const mute = (/** @type {Event} */ event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
  };
  for (const name of ["visibilitychange", "online", "offline"]) listen.call(page, name, mute, true);
  if (page.navigator.connection) listen.call(page.navigator.connection, "change", mute);

  // By the window's own means: if the host focused the frame's element, it would lose that whenever it is hidden.
  if (page.parent === page.top) page.focus();

  // The caret blinks on real time. It stands still from when something that can have one is focused.
  /** @type {Document | undefined} */
  let steady;
  const { get, set } = accessor(page.Document.prototype, "adoptedStyleSheets");
  listen.call(
    page,
    "focus",
    () => {
      if (steady === page.document) return;
      steady = page.document;
      const sheet = /** @type {CSSStyleSheet} */ (new page.CSSStyleSheet());
      sheet.replaceSync(":root { caret-animation: manual }");
      set.call(page.document, [...get.call(page.document), sheet]);
    },
    true,
  );
}
