// OffscreenCanvas with a place in the page (transferControlToOffscreen). The browser shows such a canvas whenever its thread
// has drawn; here it is an OffscreenCanvas of its own, copied to its place once a frame.

/** The canvases of one thread that have a place in the page, by the id of that place. */
function createCanvases() {
  /** @type {Map<string, any>} */
  const here = new Map();
  /** @type {WeakMap<object, string>} */
  const ids = new WeakMap();
  return {
    /** @param {string} id @param {any} canvas */
    enter(id, canvas) {
      here.set(id, canvas);
      ids.set(canvas, id);
    },
    /** It goes to another thread. @param {any} canvas @returns {string | undefined} its id */
    leave(canvas) {
      if (typeof canvas !== "object" || canvas === null) return undefined;
      const id = ids.get(canvas);
      if (id !== undefined) here.delete(id);
      return id;
    },
    /**
     * What they show now.
     * @param {any} OffscreenCanvas the browser's
     * @returns {[string, ImageBitmap][]}
     */
    copies(OffscreenCanvas) {
      /** @type {[string, ImageBitmap][]} */
      const made = [];
      for (const [id, canvas] of here) {
        if (canvas.width === 0 || canvas.height === 0) continue;
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        copy.getContext("2d").drawImage(canvas, 0, 0);
        made.push([id, copy.transferToImageBitmap()]);
      }
      return made;
    },
  };
}

/** @param {Realm} realm */
function installCanvases(realm) {
  const { window: page, host } = realm;
  const prototype = page.HTMLCanvasElement.prototype;
  const { transferControlToOffscreen: native, getContext } = prototype;
  const { OffscreenCanvas } = page;
  const nativeRequest = page.requestAnimationFrame.bind(page);

  const { transferControlToOffscreen } = {
    /** @this {HTMLCanvasElement} */
    transferControlToOffscreen() {
      const context = getContext.call(this, "bitmaprenderer");
      if (!context || host.places.has(this)) return native.call(this); // throws
      const canvas = new OffscreenCanvas(this.width, this.height);
      const id = host.newId();
      host.places.add(this);
      host.showers.set(id, (/** @type {ImageBitmap} */ bitmap) => context.transferFromImageBitmap(bitmap));
      host.canvases.enter(id, canvas);
      return canvas;
    },
  };
  replaceFunction(prototype, "transferControlToOffscreen", transferControlToOffscreen);

  /** Has those that are drawn in this thread copied after the animation-frame callbacks of the frame that is to come. */
  realm.requestCopies = () => {
    if (host.showers.size === 0) return;
    nativeRequest(() => {
      for (const [id, bitmap] of host.canvases.copies(OffscreenCanvas)) host.showers.get(id)?.(bitmap);
    });
  };
}
