// Shows the moving pictures of a window at the frame's time: after the page's last animation-frame callback, before the
// browser computes styles and paints. What the page set in this frame is in this frame.

/** @param {Realm} realm @param {Host["pictures"]} pictures */
function installPictures(realm, pictures) {
  const { window: page } = realm;
  const nativeFrame = page.requestAnimationFrame.bind(page);
  const { checkVisibility } = page.Element.prototype;
  const overlays = createOverlays(page);
  /** @param {Element} element whether it has a box */
  const isRendered = (element) => checkVisibility.call(element);
  const shows = [
    createPictureImages(realm, pictures, overlays, isRendered),
    createPictureRules(realm, pictures, isRendered),
    createPictureStyles(realm, pictures, overlays, isRendered),
    createPictureAttributes(realm, pictures, isRendered),
    createPictureObjects(realm, pictures, overlays, isRendered),
    createPictureCanvas(realm, pictures),
  ];
  installPictureBlobs(page, pictures);

  /** Has the browser's next rendering update show them, behind the page's own callbacks. */
  realm.requestPictures = () => {
    if (!pictures.any) return;
    nativeFrame(() => {
      for (const show of shows) show();
    });
  };
  /** @returns {(Document | ShadowRoot)[]} */
  realm.pictureRoots = () => [page.document, ...realm.shadowRoots()];
}

/**
 * <img>, whatever gave it its source: `content` takes the place of its picture, as CSS has it, and the element's own goes
 * on being what the page asked for.
 * @param {Realm} realm @param {Host["pictures"]} pictures @param {ReturnType<typeof createOverlays>} overlays
 * @param {(element: Element) => boolean} isRendered
 * @returns {() => void} shows them
 */
function createPictureImages(realm, pictures, overlays, isRendered) {
  const prototype = realm.window.HTMLImageElement.prototype;
  const [currentSrc, naturalWidth, complete] = ["currentSrc", "naturalWidth", "complete"].map((name) => accessor(prototype, name).get);
  /** @type {Map<any, MovingPicture>} those that have a moving picture, in the page or taken out of it */
  const held = new Map();

  /** @param {any} image @param {MovingPicture} picture */
  const content = (image, picture) => {
    const url = `url("${pictures.addressOf(picture, currentSrc.call(image))}")`;
    const density = picture.shown.image.naturalWidth / naturalWidth.call(image);
    return density === 1 || !Number.isFinite(density) ? url : `image-set(${url} ${density}x)`;
  };

  return () => {
    const images = new Set(held.keys());
    for (const root of realm.pictureRoots()) for (const image of root.querySelectorAll("img")) images.add(image);
    for (const image of images) {
      if (!complete.call(image)) continue; // the one before stays until the next is there
      const [before, picture] = [held.get(image), pictures.find(currentSrc.call(image))];
      if (picture !== before) {
        before?.holders.delete(image);
        picture?.holders.add(image);
        if (picture) held.set(image, picture);
        else held.delete(image);
      }
      if (picture?.begun === null && isRendered(image)) pictures.begin(picture);
      overlays.show(image, "image", picture ? { content: content(image, picture) } : null);
    }
  };
}

/**
 * <object> and <embed> take neither `content` nor another address without going white for a moment. Their picture is moved
 * out of their box, and the still is their background.
 * @param {Realm} realm @param {Host["pictures"]} pictures @param {ReturnType<typeof createOverlays>} overlays
 * @param {(element: Element) => boolean} isRendered
 * @returns {() => void} shows them
 */
function createPictureObjects(realm, pictures, overlays, isRendered) {
  const { getAttribute } = realm.window.Element.prototype;
  return () => {
    for (const root of realm.pictureRoots()) {
      for (const element of root.querySelectorAll("object[data], embed[src]")) {
        const address = resolved(getAttribute.call(element, element.localName === "object" ? "data" : "src") ?? "", element.baseURI);
        const picture = pictures.find(address);
        if (picture && !picture.kept && isRendered(element)) {
          pictures.begin(picture);
          picture.kept = true;
        }
        const background = picture && `url("${pictures.addressOf(picture, address)}") 0 0 / 100% 100% no-repeat content-box`;
        overlays.show(element, "object", background ? { background, objectPosition: "0 -99999px" } : null);
      }
    }
  };
}

/**
 * Blobs are kept while they have an address, and a little longer: nobody can get at one by an address taken back.
 * @param {any} page @param {Host["pictures"]} pictures
 */
function installPictureBlobs({ URL, Blob }, pictures) {
  const { createObjectURL, revokeObjectURL } = URL;
  replaceFunction(URL, "createObjectURL", (/** @type {any[]} */ ...given) => {
    const url = createObjectURL.apply(URL, given);
    if (given[0] instanceof Blob) pictures.keepBlob(url, given[0]);
    return url;
  });
  replaceFunction(URL, "revokeObjectURL", (/** @type {any[]} */ ...given) => {
    revokeObjectURL.apply(URL, given);
    pictures.dropBlob(String(given[0]));
  });
}
