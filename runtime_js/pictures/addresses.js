// Addresses within CSS values.

const URL_TOKEN = /url\(\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|((?:[^\s"'()\\]|\\[^])*))\s*\)/gi;
const ESCAPE = /\\(?:([0-9a-f]{1,6})\s?|([^]))/gi;

/**
 * A value in which pictures move: what stands between the pictures, and they themselves.
 * @typedef {(string | {picture: MovingPicture, address: string})[]} MovingValue
 */

/**
 * @param {string} value
 * @param {string} base address to which relative ones relate
 * @param {Host["pictures"]} pictures
 * @returns {MovingValue | null} null where nothing moves
 */
function parseMoving(value, base, pictures) {
  /** @type {MovingValue} */
  const parts = [];
  let end = 0;
  for (const match of value.matchAll(URL_TOKEN)) {
    const address = resolved(unescaped(match[1] ?? match[2] ?? match[3]), base);
    const picture = address && pictures.find(address);
    if (!picture) continue;
    parts.push(value.slice(end, match.index), { picture, address });
    end = match.index + match[0].length;
  }
  return parts.length > 0 ? [...parts, value.slice(end)] : null;
}

/** The value as it is at the current frame. @param {MovingValue} parts @param {Host["pictures"]} pictures */
const valueOf = (parts, pictures) =>
  parts.map((part) => (typeof part === "string" ? part : `url("${pictures.addressOf(part.picture, part.address)}")`)).join("");

/** @param {MovingValue} parts @returns {MovingPicture[]} */
const picturesIn = (parts) => parts.flatMap((part) => (typeof part === "string" ? [] : [part.picture]));

/** @param {string} text of a CSS string */
const unescaped = (text) =>
  text.includes("\\")
    ? text.replace(ESCAPE, (_, code, other) => (code ? String.fromCodePoint(parseInt(code, 16)) : other === "\n" ? "" : other))
    : text;

/** @param {string} address @param {string} base @returns {string} empty for what is none */
function resolved(address, base) {
  try {
    return address && new URL(address, base).href;
  } catch {
    return "";
  }
}
