// Tasks that the browser queues for elements: `toggle` of details and popovers, `toggle` and `close` of dialogs. They come
// before the rendering update after the change, not by chance before or after it.

/** @param {Realm} realm */
function installToggles(realm) {
  const { window: page } = realm;
  const listen = page.EventTarget.prototype.addEventListener;
  let toggled = false;
  const note = () => void (toggled = true);
  const observer = new page.MutationObserver(note);

  /** Looks at the document that is shown now. */
  realm.watchToggles = () => {
    observer.observe(page.document, { subtree: true, attributes: true, attributeFilter: ["open"] });
    listen.call(page.document, "beforetoggle", note, true);
  };
  /** @returns {boolean} whether such tasks have been queued since this was last asked */
  realm.hasToggled = () => {
    const changed = toggled || observer.takeRecords().length > 0;
    toggled = false;
    return changed;
  };
  realm.watchToggles();
}
