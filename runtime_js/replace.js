// How a facility of the browser is replaced so that the page can hardly tell: same name, same length, same place.

/**
 * @param {object} owner
 * @param {string} name
 * @param {Function} replacement
 */
function replaceFunction(owner, name, replacement) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (!descriptor) return;
  const native = descriptor.value;
  Object.defineProperty(replacement, "name", { value: name, configurable: true });
  if (typeof native === "function") {
    Object.defineProperty(replacement, "length", { value: native.length, configurable: true });
  }
  Object.defineProperty(owner, name, { ...descriptor, value: replacement });
}

/**
 * @param {object} owner
 * @param {string} name
 * @param {{get: (this: any) => unknown, set?: (this: any, value: any) => void}} accessors
 */
function replaceAccessor(owner, name, accessors) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (!descriptor) return;
  Object.defineProperty(owner, name, {
    get: accessors.get,
    set: accessors.set ?? descriptor.set,
    enumerable: descriptor.enumerable ?? true,
    configurable: true,
  });
}
