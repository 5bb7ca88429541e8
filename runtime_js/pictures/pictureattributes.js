// Moving pictures that only an attribute can show: <image> and <feImage> in SVG, <input type=image>, a video's poster. The
// attribute has the still's address, and what the page reads of it is what the page wrote.

const HOLDERS = "image, feImage, input[type=image i], video[poster]";
/** @type {Record<string, string>} the attribute, by local name */
const PICTURE_ATTRIBUTES = { image: "href", feImage: "href", input: "src", video: "poster" };
const PICTURE_PROPERTIES = { HTMLInputElement: "src", HTMLVideoElement: "poster" };

/**
 * @param {Realm} realm @param {Host["pictures"]} pictures
 * @param {(element: Element) => boolean} isRendered
 * @returns {() => void} shows them
 */
function createPictureAttributes(realm, pictures, isRendered) {
  const { window: page } = realm;
  const { getAttribute, getAttributeNS, setAttributeNS, hasAttributeNS } = page.Element.prototype;
  /**
   * @typedef {object} Swap
   * @property {string | null} namespace
   * @property {string} name
   * @property {string} original as the page wrote it
   * @property {string} written
   * @property {MovingPicture} picture
   */
  /** @type {Map<any, Swap>} */
  const swaps = new Map();
  /** @type {WeakMap<object, any>} the element, by what its `href` is */
  const owners = new WeakMap();
  const hrefs = ["SVGImageElement", "SVGFEImageElement"].map((name) => ({ type: page[name], read: accessor(page[name].prototype, "href").get }));

  /** @param {any} element @param {string | null} native @returns {string | null} the attribute as the page knows it */
  const asWritten = (element, native) => {
    const swap = swaps.get(element);
    return swap && native === swap.written ? swap.original : native;
  };

  let disguised = false;
  /** A page without such a picture goes on with the browser's own functions. */
  const disguiseReads = () => {
    if (disguised) return;
    disguised = true;
    const replacements = {
      /** @this {any} @param {any[]} given */
      getAttribute(...given) {
        return asWritten(this, getAttribute.apply(this, given));
      },
      /** @this {any} @param {any[]} given */
      getAttributeNS(...given) {
        return asWritten(this, getAttributeNS.apply(this, given));
      },
    };
    for (const [name, replacement] of Object.entries(replacements)) replaceFunction(page.Element.prototype, name, replacement);
    for (const [name, property] of Object.entries(PICTURE_PROPERTIES)) {
      const { get, set } = accessor(page[name].prototype, property);
      replaceAccessor(page[name].prototype, property, {
        get() {
          const swap = swaps.get(this);
          const native = get.call(this);
          return swap && native === swap.written ? resolved(swap.original, page.document.baseURI) : native;
        },
        set,
      });
    }
    for (const property of ["baseVal", "animVal"]) {
      const { get, set } = accessor(page.SVGAnimatedString.prototype, property);
      replaceAccessor(page.SVGAnimatedString.prototype, property, {
        get() {
          const native = get.call(this);
          const element = owners.get(this);
          return element ? asWritten(element, native) : native;
        },
        set: property === "animVal" ? undefined : set,
      });
    }
  };

  // The page has seen its picture load; that a still of it does is nothing to it.
  const onLoad = (/** @type {Event} */ event) => {
    const swap = swaps.get(event.target);
    if (!swap) return;
    if (getAttributeNS.call(event.target, swap.namespace, swap.name) === swap.written) event.stopImmediatePropagation();
  };
  const listen = page.EventTarget.prototype.addEventListener;

  /** @param {any} element @returns {Swap | null} what it shows by itself */
  const look = (element) => {
    const name = PICTURE_ATTRIBUTES[element.localName];
    const namespace = name === "href" && !hasAttributeNS.call(element, null, name) ? XLINK : null;
    const original = getAttributeNS.call(element, namespace, name);
    const address = original === null ? "" : resolved(original, element.baseURI);
    const picture = address && pictures.find(address);
    return picture ? { namespace, name, original, written: original, picture } : null;
  };

  return () => {
    const elements = new Set(swaps.keys());
    for (const root of realm.pictureRoots()) for (const element of root.querySelectorAll(HOLDERS)) elements.add(element);
    for (const element of elements) {
      let swap = swaps.get(element) ?? null;
      if (!swap || getAttributeNS.call(element, swap.namespace, swap.name) !== swap.written) {
        swap?.picture.holders.delete(element);
        swap = look(element);
        if (swap) swaps.set(element, swap);
        else swaps.delete(element);
        swap?.picture.holders.add(element);
        if (swap) disguiseReads();
        if (swap) listen.call(element.getRootNode(), "load", onLoad, true); // the same one again is none
        for (const { type, read } of hrefs) if (swap && element instanceof type) owners.set(read.call(element), element);
      }
      if (!swap) continue;
      if (swap.picture.begun === null && isRendered(element)) pictures.begin(swap.picture);
      const address = pictures.addressOf(swap.picture, resolved(swap.original, element.baseURI));
      if (address === swap.written) continue;
      swap.written = address; // first: whatever hears of the change reads what the page wrote
      setAttributeNS.call(element, swap.namespace, swap.namespace ? `xlink:${swap.name}` : swap.name, address);
    }
  };
}
