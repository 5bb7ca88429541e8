// The moving pictures of the composition, by their addresses: what each shows at the frame's time. One address is one
// movement, in step wherever it is shown, as in a browser. It begins at the frame that first shows it.

/**
 * @typedef {object} MovingPicture
 * @property {string} url
 * @property {Movement} movement
 * @property {number | null} begun virtual milliseconds; null before it is shown
 * @property {Still} first
 * @property {Still} shown at the current frame
 * @property {Still} next at the frame that is being prepared
 * @property {Set<string>} fragments with which the page has its address
 * @property {Set<Element>} holders elements that have it as their source
 * @property {boolean} kept whether it is used in a place that it does not leave
 *
 * @typedef {object} Found as Python tells it, see hframes/page/pictures.py
 * @property {string} url
 * @property {string | null} type
 * @property {string | null} body
 * @property {boolean} fetched
 */

// How many frames a blob outlives its address: a page takes that back as soon as its picture is loaded.
const FRAMES_OF_REVOKED = 2;

/**
 * @param {any} top the host's window
 * @param {Config} config
 * @param {Clock} clock
 * @param {(what: string) => void} tell
 */
function createPictures(top, config, clock, tell) {
  const fetch = top.fetch.bind(top);
  const makeStill = createStills(top);
  const openRaster = top.ImageDecoder ? createRasters(top, makeStill) : null;
  const vectors = createVectors(top, config, makeStill);
  /** @type {Map<string, MovingPicture>} by address, and by those of their stills */
  const pictures = new Map();
  /** @type {Set<MovingPicture>} */
  const all = new Set();
  /** @type {Set<string>} */
  const opening = new Set();
  /** @type {Map<string, {blob: Blob, left: number}>} what has a `blob:` address, and for how many frames it is kept */
  const blobs = new Map();

  /** @param {Found} found @returns {Promise<{bytes: ArrayBuffer, type: string} | null>} null: it is no picture that moves */
  const read = async ({ url, type, body, fetched }) => {
    if (type === null) {
      const blob = blobs.get(url)?.blob;
      if (!blob) return null;
      const bytes = await blob.arrayBuffer();
      const head = new Uint8Array(bytes, 0, Math.min(16, bytes.byteLength));
      const known = blob.type === "image/svg+xml" ? blob.type : typeOf(head);
      return known === null ? null : { bytes, type: known };
    }
    if (!fetched && body === null) throw new Error("its content can't be had");
    const answer = await fetch(fetched ? url : `data:${type};base64,${body}`);
    return { bytes: await answer.arrayBuffer(), type };
  };

  /** @param {Found} found */
  const open = async (found) => {
    const content = await read(found);
    if (content === null) return;
    const isVector = content.type === "image/svg+xml";
    const movement = isVector
      ? await vectors.open(new TextDecoder().decode(content.bytes))
      : await /** @type {NonNullable<typeof openRaster>} */ (openRaster)(content.bytes, content.type);
    if (movement === null) return;
    const first = await movement.at(0, []);
    /** @type {MovingPicture} */
    const picture = {
      url: found.url,
      movement,
      begun: null,
      first,
      shown: first,
      next: first,
      fragments: new Set(),
      holders: new Set(),
      kept: false,
    };
    remember(picture, first);
    pictures.set(found.url, picture);
    all.add(picture);
  };

  /**
   * What a page reads of our own stills, and writes elsewhere, is the picture all the same.
   * @param {MovingPicture} picture @param {Still} still
   */
  const remember = (picture, still) => pictures.set(bare(still.address("")), picture);

  return {
    hostOf: vectors.hostOf,
    /** Whether any picture moves. */
    get any() {
      return all.size > 0;
    },
    get anyVector() {
      return [...all].some(({ movement }) => movement.vector);
    },
    get count() {
      return all.size;
    },
    /** What the pictures wait for, as a person would name it. */
    pending: () => [...opening].map((url) => `moving picture ${shortened(url)}`),
    /** Takes in pictures that the page has begun to use. @param {Found[]} found */
    add(found) {
      for (const one of found) {
        if (opening.has(one.url) || pictures.has(one.url)) continue;
        opening.add(one.url);
        open(one)
          .catch((error) => tell(`a moving picture, ${shortened(one.url)} (${error.message}),`))
          .finally(() => opening.delete(one.url));
      }
    },
    /** @param {string} url @param {Blob} blob */
    keepBlob: (url, blob) => void blobs.set(url, { blob, left: Infinity }),
    /** @param {string} url */
    dropBlob(url) {
      const kept = blobs.get(url);
      if (kept) kept.left = FRAMES_OF_REVOKED;
    },
    /** @param {string} address absolute @returns {MovingPicture | undefined} */
    find: (address) => pictures.get(bare(address)),
    /** The address of what a picture shows now. @param {MovingPicture} picture @param {string} address the page's own */
    addressOf(picture, address) {
      const fragment = picture.movement.vector ? fragmentOf(address).replace(STILL_MARK, "") : "";
      if (fragment && !picture.fragments.has(fragment)) {
        picture.fragments.add(fragment);
        picture.shown.load(fragment).catch(() => {});
        picture.first.load(fragment).catch(() => {});
      }
      return picture.shown.address(fragment);
    },
    /** It is on screen. @param {MovingPicture} picture */
    begin(picture) {
      picture.begun ??= clock.frameTime;
    },
    /** Makes the stills of a frame to come. @param {number} time virtual milliseconds @param {boolean} painted whether it is */
    async prepare(time, painted) {
      await Promise.all(
        [...all].map(async (picture) => {
          if (picture.begun === null || !(painted || picture.movement.vector)) return;
          const elapsed = clock.elapsed(picture.begun, time);
          picture.next = await picture.movement.at(elapsed, picture.fragments);
          remember(picture, picture.next);
        }),
      );
    },
    /** The frame has begun for which they were made. */
    turn() {
      for (const picture of all) picture.shown = picture.next;
    },
    /** The frame is over. A picture that every element has left begins anew when it is shown again. */
    endFrame() {
      for (const picture of all) {
        if (picture.begun === null || picture.kept || picture.holders.size > 0) continue;
        picture.begun = null;
        picture.shown = picture.next = picture.first;
      }
      for (const [url, kept] of blobs) {
        kept.left -= 1;
        if (kept.left < 0) blobs.delete(url);
      }
    },
  };
}

/** @param {string} address @returns {string} without its fragment */
const bare = (address) => {
  const at = address.indexOf("#");
  return at < 0 ? address : address.slice(0, at);
};
/** @param {string} address @returns {string} with the number sign; empty where there is none */
const fragmentOf = (address) => address.slice(bare(address).length);
const shortened = (/** @type {string} */ url) => (url.length > 80 ? `${url.slice(0, 77)}...` : url);

/** @param {Uint8Array} head of a file @returns {string | null} the MIME type of what may move */
function typeOf(head) {
  const text = String.fromCharCode(...head);
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  if (text.startsWith("\x89PNG")) return "image/png";
  if (/^RIFF.{4}WEBP/s.test(text)) return "image/webp";
  return /^.{4}ftyp(avi[fs]|m[is]f1)/s.test(text) ? "image/avif" : null;
}
