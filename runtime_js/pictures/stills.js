// Stills: pictures of one moment, each under an address of its own. The host keeps it loaded, so that a window that is
// given the address has the picture at once (one cache serves all windows of a process), with no request to wait for.

// Behind the address, so that the loading of our own pictures is told from the page's: hframes/page/pictures.py.
const STILL_MARK = "#hframes-still";

/**
 * @typedef {object} Still
 * @property {(fragment: string) => string} address with the fragment that the page has, "" for none
 * @property {HTMLImageElement} image
 * @property {number} size bytes
 * @property {(fragment: string) => Promise<void>} load for one more fragment
 * @property {() => void} forget
 */

/** @param {any} top the host's window @returns {(blob: Blob, fragments: Iterable<string>) => Promise<Still>} */
function createStills(top) {
  const { Image } = top;
  const create = top.URL.createObjectURL.bind(top.URL);
  const revoke = top.URL.revokeObjectURL.bind(top.URL);

  return async (blob, fragments) => {
    const url = create(blob);
    /** @type {Map<string, HTMLImageElement>} */
    const images = new Map();
    const address = (/** @type {string} */ fragment) => url + (fragment || STILL_MARK);
    const load = async (/** @type {string} */ fragment) => {
      const image = new Image();
      image.src = address(fragment);
      images.set(fragment, image);
      await image.decode();
    };
    await Promise.all(["", ...fragments].map(load));
    return {
      address,
      load,
      image: /** @type {HTMLImageElement} */ (images.get("")),
      size: blob.size,
      forget() {
        images.clear();
        revoke(url);
      },
    };
  };
}
