// What the clock does not hold yet, and a page can nevertheless use: it is let through and told of.

/** @param {Realm} realm @param {(what: string) => void} tell */
function installOutside(realm, tell) {
  const { window: page } = realm;
  /** @type {Set<string>} */
  const told = new Set();
  const tellOnce = (/** @type {string} */ what) => {
    if (told.has(what)) return;
    told.add(what);
    tell(what);
  };

  // `play` does not bubble, but it passes the window on its way down, whoever started it.
  const onPlay = (/** @type {{target: any}} */ { target: media }) => {
    tellOnce(`a ${media.localName} element, ${media.currentSrc || "without a source"},`);
  };
  page.EventTarget.prototype.addEventListener.call(page, "play", onPlay, true);
}
