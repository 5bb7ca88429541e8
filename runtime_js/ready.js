// What a frame has to wait for, in real time: images, fonts, and what the page asked to be waited for.

/** @param {Realm} realm */
function installReady(realm) {
  const { window: page } = realm;
  /** @type {Map<number, {label: string}>} */
  const waits = new Map();
  let lastWait = 0;
  /** @type {WeakSet<HTMLImageElement>} */
  const decoded = new WeakSet();

  /** @param {Promise<unknown>} promise @param {string} label */
  realm.wait = (promise, label) => {
    const id = ++lastWait;
    waits.set(id, { label });
    const done = () => waits.delete(id);
    const settled = Promise.resolve(promise);
    settled.then(done, done);
    return settled;
  };

  /** @returns {string[]} what is not ready yet, each as a person would name it */
  realm.pending = () => {
    const pending = [];
    const { document } = page;
    if (document.readyState !== "complete") pending.push("the page's load event");
    if (document.fonts?.status === "loading") pending.push("fonts");
    for (const image of document.images) {
      if (!image.currentSrc && !image.src) continue;
      if (!image.complete) {
        if (image.loading !== "lazy") pending.push(`image ${image.currentSrc || image.src}`);
      } else if (!decoded.has(image) && image.naturalWidth > 0) {
        decoded.add(image);
        realm.wait(image.decode().catch(() => undefined), `decoding of ${image.currentSrc || image.src}`);
      }
    }
    for (const { label } of waits.values()) pending.push(`hframes.wait: ${label}`);
    return pending;
  };
}
