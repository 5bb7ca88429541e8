// What the windows of the composition are called.

/** Under this name a window of the composition has its realm. */
const REALM = Symbol.for("hframes.realm");

/**
 * Names a window by its place, not by when it was made: how fast its document came is no matter of the composition.
 * @param {any} top
 * @returns {(page: any) => string}
 */
function createNames(top) {
  /** @type {Map<string, number>} */
  const times = new Map();
  /** @param {any} page @returns {string} */
  const place = (page) => {
    if (page.parent === top) return "0";
    const index = [...Array(page.parent.length).keys()].findIndex((at) => page.parent[at] === page);
    return `${page.parent[REALM]?.name ?? "?"}.${index}`;
  };
  return (page) => {
    const name = place(page);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time === 1 ? name : `${name}#${time}`;
  };
}
