// What a frame has to wait for, in real time: images, fonts, and what the page asked to be waited for.

/** @param {Realm} realm */
function installReady(realm) {
  const { window: page } = realm;
  /** @type {Map<number, {label: string}>} */
  const waits = new Map();
  let lastWait = 0;
  const decode = page.HTMLImageElement.prototype.decode;
  /** @type {WeakMap<HTMLImageElement, string>} the address whose picture was decoded */
  const decoded = new WeakMap();

  /** @param {Promise<unknown>} promise @param {string} label */
  const hold = (promise, label) => {
    const id = ++lastWait;
    waits.set(id, { label });
    const done = () => void waits.delete(id);
    promise.then(done, done);
  };
  /**
   * Holds the frame until the promise settles. The answer is a promise of its own: a rejection that nobody handles is
   * reported as any other.
   * @param {unknown} value @param {string} label
   */
  realm.wait = (value, label) => {
    const settled = page.Promise.resolve(value).then((/** @type {unknown} */ result) => result);
    hold(settled, `hframes.wait: ${label}`);
    return settled.then((/** @type {unknown} */ result) => result);
  };

  /** @returns {string[]} what is not ready yet, each as a person would name it */
  realm.pending = () => {
    const pending = [];
    const { document } = page;
    if (document.readyState !== "complete") pending.push("the page's load event");
    if (document.fonts?.status === "loading") pending.push("fonts");
    for (const image of document.images) {
      if (!image.complete) {
        if (image.loading !== "lazy") pending.push(`image ${image.currentSrc || image.src}`);
        continue;
      }
      const address = image.currentSrc;
      if (address === "" || decoded.get(image) === address || image.naturalWidth === 0) continue;
      decoded.set(image, address);
      hold(decode.call(image), `decoding of ${address}`);
    }
    if (realm.isTransitioning()) pending.push("a view transition");
    for (const address of realm.loadingSubframes()) pending.push(`frame ${address}`);
    for (const { label } of waits.values()) pending.push(label);
    return pending;
  };
}
