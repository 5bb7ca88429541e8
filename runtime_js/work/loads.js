// `load` and `error` of images and of the window itself: held until it is their turn among the operations.

/** @param {Realm} realm */
function installLoads(realm) {
  const { window: page, host } = realm;
  const prototype = page.HTMLImageElement.prototype;
  const { Event } = page;
  const { defineProperty } = Object; // the page may spoil it
  /** @typedef {ReturnType<Host["operations"]["begin"]>} Begun */
  /** @type {WeakMap<object, Begun>} images whose address a script has set */
  const begun = new WeakMap();

  /** @param {any} image @param {string} type */
  const finish = (image, type) => {
    // One that no script has set was read with the document: its turn comes when it is there.
    const operation = begun.get(image) ?? host.operations.begin(`image ${image.currentSrc || image.src}`);
    begun.delete(image);
    operation.done(() => realm.run(() => realm.passEvent(image, new Event(type))));
  };
  /** Images without a listener of the window: those outside the document. @type {WeakSet<object>} */
  const caught = new WeakSet();
  /** @param {any} image whose address is being set */
  const begin = (image) => {
    begun.get(image)?.drop();
    begun.delete(image);
    if (!caught.has(image)) {
      caught.add(image);
      realm.catchEvents(image, ["load", "error"], (/** @type {any} */ { type }) => {
        finish(image, type);
        return true;
      });
    }
    // In a document without a window nothing is loaded, and a lazy one only once it is seen.
    const loads = image.ownerDocument.defaultView !== null && image.loading !== "lazy";
    if (loads && (image.src !== "" || image.srcset !== "")) begun.set(image, host.operations.begin(`image ${image.src || image.srcset}`));
  };
  for (const name of ["src", "srcset"]) {
    const { get, set } = accessor(prototype, name);
    replaceAccessor(prototype, name, {
      get,
      set(value) {
        set.call(this, value);
        begin(this);
      },
    });
  }

  realm.catchEvents(page, ["load"], (/** @type {any} */ { target }) => {
    if (target !== page.document) return false;
    const operation = host.operations.begin("the page's load event");
    operation.done(() => {
      const load = new Event("load");
      defineProperty(load, "target", { value: page.document });
      realm.run(() => realm.passEvent(page, load));
    });
    return true;
  });
  /** Listens to the images in the document that is shown now: their events do not come to the window. */
  realm.watchLoads = () =>
    realm.catchEvents(page.document, ["load", "error"], (/** @type {any} */ { target, type }) => {
      if (!(target instanceof page.HTMLImageElement)) return false;
      finish(target, type);
      return true;
    });
  realm.watchLoads();
}
