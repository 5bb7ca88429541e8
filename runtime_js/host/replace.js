// How a facility of the browser is replaced so that the page can hardly tell: same name, same length, same place, same
// answer to `toString()`.

/** @type {WeakMap<object, string>} what a replacement answers to `toString()` */
const shownSources = new WeakMap();

/**
 * @template {Function} F
 * @param {F} replacement
 * @param {string} name
 * @param {number} length
 * @returns {F}
 */
function disguise(replacement, name, length) {
  Object.defineProperty(replacement, "name", { value: name, configurable: true });
  Object.defineProperty(replacement, "length", { value: length, configurable: true });
  shownSources.set(replacement, `function ${name}() { [native code] }`);
  return replacement;
}

/**
 * @param {object} owner
 * @param {string} name
 * @param {Function} replacement
 */
function replaceFunction(owner, name, replacement) {
  const holder = holderOf(owner, name);
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  if (!descriptor) return;
  disguise(replacement, name, typeof descriptor.value === "function" ? descriptor.value.length : replacement.length);
  Object.defineProperty(holder, name, { ...descriptor, value: replacement });
}

/**
 * Where a facility of a global object is: some of a worker's are on the prototypes of its scope.
 * @param {any} owner @param {string} name
 */
function holderOf(owner, name) {
  let holder = owner;
  if (owner.self === owner) {
    while (holder && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder);
  }
  return holder ?? owner;
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
    get: disguise(accessors.get, `get ${name}`, 0),
    set: accessors.set ? disguise(accessors.set, `set ${name}`, 1) : descriptor.set,
    enumerable: descriptor.enumerable ?? true,
    configurable: true,
  });
}

/**
 * Replaces a class by one whose instances get other arguments: statics, `name`, `length`, `instanceof` and `new.target`
 * of subclasses stay the browser's own.
 * @param {any} owner
 * @param {string} name
 * @param {ProxyHandler<any>} handler
 */
function replaceClass(owner, name, handler) {
  const native = owner[name];
  if (typeof native !== "function") return;
  const virtual = new Proxy(native, handler);
  shownSources.set(virtual, `function ${name}() { [native code] }`);
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(native.prototype, "constructor", { value: virtual, ...hidden });
  Object.defineProperty(owner, name, { value: virtual, ...hidden });
}

/** @param {object} owner @param {string} name @returns {{get: (this: any) => any, set: (this: any, value: any) => void}} */
function accessor(owner, name) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  return { get: descriptor?.get ?? (() => null), set: descriptor?.set ?? (() => undefined) };
}

/** @param {Realm} realm */
function installSources(realm) {
  const prototype = realm.window.Function.prototype;
  const native = prototype.toString;
  const { toString } = {
    /** @this {any} */
    toString() {
      return shownSources.get(this) ?? native.call(this);
    },
  };
  replaceFunction(prototype, "toString", toString);
}

/**
 * What the browser itself throws for a missing or wrong first argument.
 * @param {any} page
 * @param {string} name
 * @param {ArrayLike<unknown>} args
 * @param {boolean} [callable] the first argument has to be a function
 */
function checkArguments(page, name, args, callable = false) {
  if (args.length === 0) {
    throw new page.TypeError(
      `Failed to execute '${name}' on 'Window': 1 argument required, but only 0 present.`,
    );
  }
  if (callable && typeof args[0] !== "function") {
    throw new page.TypeError(`Failed to execute '${name}' on 'Window': parameter 1 is not of type 'Function'.`);
  }
}
