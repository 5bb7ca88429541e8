// The frames within a window: a new one is waited for; one that the clock does not reach (another origin, a sandbox) is
// told of.

/** @param {Realm} realm @param {(address: string) => void} tell */
function installSubframes(realm, tell) {
  const { window: page } = realm;
  /** @type {WeakSet<Element>} */
  const loaded = new WeakSet();
  /** @type {WeakSet<Element>} */
  const told = new WeakSet();
  const listen = page.EventTarget.prototype.addEventListener;

  const onLoad = (/** @type {{target: any}} an event, of a frame or an image */ { target: frame }) => {
    if (!(frame instanceof page.Element) || !("contentWindow" in frame)) return;
    loaded.add(frame);
    if (frame.contentWindow === null || told.has(frame)) return;
    try {
      if (frame.contentWindow[REALM] !== undefined) return;
    } catch {
      // another origin
    }
    told.add(frame);
    tell(`a frame of another origin, ${frame.src || frame.data || "about:blank"},`);
  };

  /** Listens to the document that is shown now; doing it again does nothing, unless `document.open()` undid it. */
  realm.watchSubframes = () => {
    listen.call(page.document, "load", onLoad, true);
    realm.ownFramesIn(page.document);
  };
  // Their windows are not touched before they are loaded: that would have their first, empty document live.
  /** @returns {string[]} the addresses of frames that are still to be loaded */
  realm.loadingSubframes = () => {
    const frames = page.document.getElementsByTagName("iframe");
    if (frames.length === 0) return [];
    return [...frames].filter((frame) => !loaded.has(frame) && frame.loading !== "lazy").map((frame) => frame.src || "srcdoc");
  };
  realm.watchSubframes();
}
