// Chance, from the seed: Math.random, crypto.getRandomValues, crypto.randomUUID, hframes.random.

/**
 * sfc32, the small fast counting generator of Chris Doty-Humphrey's PractRand, seeded through splitmix32 steps.
 * @param {number} seed a non-negative safe integer
 * @param {string} stream names the stream: two streams of one seed are unrelated
 * @returns {() => number} the next 32 bits
 */
function createBits(seed, stream) {
  let state = 0;
  const stir = (/** @type {number} */ bits) => {
    state = Math.imul(state ^ bits, 0x9e3779b1);
    state ^= state >>> 15;
  };
  for (let index = 0; index < stream.length; index += 1) stir(stream.charCodeAt(index));
  const mix = () => {
    state = (state + 0x9e3779b9) | 0;
    let value = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
    return value ^ (value >>> 15);
  };
  // The whole state takes part, so that no two seeds meet in 32 bits.
  let [a, b, c, counter] = [mix() ^ (seed % 0x100000000), mix() ^ Math.floor(seed / 0x100000000), mix(), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** @param {() => number} bits @returns {() => number} 53 random bits in [0, 1) */
function createUniform(bits) {
  return () => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000;
}

/** @param {Realm} realm @param {(what: string) => void} tell */
function installRandom(realm, tell) {
  const { window: page, seed, name } = realm;
  replaceFunction(page.Math, "random", createUniform(createBits(seed, `math ${name}`)));

  const bits = createBits(seed, `crypto ${name}`);
  const prototype = page.Crypto.prototype;
  const nativeValues = prototype.getRandomValues;
  /** @this {Crypto} @param {any} array */
  const getRandomValues = function getRandomValues(array) {
    nativeValues.call(this, array); // the browser's own checks of the argument
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = bits() >>> 24;
    return array;
  };
  replaceFunction(prototype, "getRandomValues", getRandomValues);
  const randomUUID = () => {
    const bytes = Array.from({ length: 16 }, () => bits() >>> 24);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  replaceFunction(prototype, "randomUUID", randomUUID);

  // The random() of CSS can't be seeded and is switched off (hframes/browser/flags.py): as in most browsers, a style with
  // it is left out. A page that has one in its own text is told of.
  const onLoad = () => {
    const texts = [...page.document.querySelectorAll("style")].map((style) => style.textContent);
    for (const element of page.document.querySelectorAll("[style*='random(']")) texts.push(element.getAttribute("style"));
    if (texts.some((text) => /\brandom\(/.test(text))) tell("the random() of CSS, which is left out and");
  };
  if (page.document) page.EventTarget.prototype.addEventListener.call(page, "load", onLoad, { once: true });
  installKeys(page, (label) => createBits(seed, `${label} ${name}`), tell);
}
