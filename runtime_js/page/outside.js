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

  /** @param {any} media */
  const tellMedia = (media) => {
    const noun = media.localName === "audio" ? "an audio" : "a video";
    tellOnce(`${noun} element, ${(media.currentSrc || media.src || "without a source").slice(0, 200)},`);
  };
  // `play` does not bubble, but it passes the window on its way down, whoever started it; but for elements outside the page.
  page.EventTarget.prototype.addEventListener.call(page, "play", (/** @type {any} */ { target }) => tellMedia(target), true);
  tellCall(page.HTMLMediaElement, "play", tellMedia);
  tellCall(page.Worklet, "addModule", (_, address) => tellOnce(`a worklet, ${address},`));
  tellCall(page.ServiceWorkerContainer, "register", (_, address) => tellOnce(`a service worker, ${address},`));
}

/**
 * @param {any} owner a class, where the browser has it @param {string} name of a method
 * @param {(object: any, argument: unknown) => void} tell called before it
 */
function tellCall(owner, name, tell) {
  const native = owner?.prototype[name];
  if (!native) return;
  const { replacement } = {
    /** @this {any} @param {any[]} given */
    replacement(...given) {
      tell(this, given[0]);
      return native.apply(this, given);
    },
  };
  replaceFunction(owner.prototype, name, replacement);
}
