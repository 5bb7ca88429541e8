// Scripts that a script puts into the page run in the order in which they were put there, not as they arrive.

/** @param {Realm} realm */
function installScripts(realm) {
  const { window: page } = realm;
  const { HTMLScriptElement } = page;
  const { get: isAsync, set: setAsync } = accessor(HTMLScriptElement.prototype, "async");
  /** @type {WeakMap<HTMLScriptElement, boolean>} made by a script: what `async` says */
  const said = new WeakMap();

  /** @param {string} name @param {number} place of the local name among the arguments */
  const ordered = (name, place) => {
    const native = page.Document.prototype[name];
    const { replacement } = {
      /** @this {Document} @param {any[]} given */
      replacement(...given) {
        const element = native.apply(this, given);
        if (String(given[place]).toLowerCase() === "script" && element instanceof HTMLScriptElement) {
          setAsync.call(element, false);
          said.set(element, true);
        }
        return element;
      },
    };
    replaceFunction(page.Document.prototype, name, replacement);
  };
  ordered("createElement", 0);
  ordered("createElementNS", 1);
  replaceAccessor(HTMLScriptElement.prototype, "async", {
    get() {
      return said.get(this) ?? isAsync.call(this);
    },
    set(value) {
      if (said.has(this)) said.set(this, Boolean(value));
      else setAsync.call(this, value);
    },
  });
}
