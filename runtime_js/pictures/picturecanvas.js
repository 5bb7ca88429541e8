// A moving SVG drawn into a canvas is drawn as it is at the frame's time, as in a browser. (Of a GIF, APNG, WebP or AVIF a
// browser always draws the first frame, so the element's own picture serves.)

/**
 * @param {Realm} realm @param {Host["pictures"]} pictures
 * @returns {() => void} sees to it, once there is such a picture
 */
function createPictureCanvas({ window: page }, pictures) {
  const currentSrc = accessor(page.HTMLImageElement.prototype, "currentSrc").get;
  const { createImageBitmap } = page;
  let done = false;

  /** @param {unknown} source */
  const asShown = (source) => {
    if (!(source instanceof page.HTMLImageElement)) return source;
    const picture = pictures.find(currentSrc.call(source));
    return picture?.movement.vector && picture.begun !== null ? picture.shown.image : source;
  };
  /** @param {any} prototype @param {string} method */
  const replace = (prototype, method) => {
    const native = prototype?.[method];
    if (!native) return;
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        return native.apply(this, given.map(asShown));
      },
    };
    replaceFunction(prototype, method, replacement);
  };

  return () => {
    if (done || !pictures.anyVector) return;
    done = true;
    for (const name of ["CanvasRenderingContext2D", "OffscreenCanvasRenderingContext2D"]) {
      for (const method of ["drawImage", "createPattern"]) replace(page[name]?.prototype, method);
    }
    for (const name of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
      for (const method of ["texImage2D", "texSubImage2D"]) replace(page[name]?.prototype, method);
    }
    replaceFunction(page, "createImageBitmap", (/** @type {any[]} */ ...given) =>
      createImageBitmap.apply(page, given.map(asShown)),
    );
  };
}
