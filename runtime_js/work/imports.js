// `import()`: one after the other in the order in which they were begun, so that neither what modules do when they are run
// nor what is done with them depends on which arrives first. hframes' server writes it as a call of the function that is
// installed here (hframes/held_scripts.py).
//
// A module that waits at its top level for something else of the page's (another `import()`, an answer, a timer) would wait
// for what comes only after it: once nothing but such a module is missing, the others go on without it.

const IMPORT_CALL = "__hframesImport";

/** @param {ReturnType<typeof createOperations>} operations */
function createImports(operations) {
  /** @typedef {{begin: () => Promise<unknown>, operation: ReturnType<typeof operations.begin>}} Import */
  /** @type {Import[]} the first one is under way */
  let queue = [];

  function next() {
    const first = queue[0];
    if (first) first.begin().then(() => leave(first));
  }
  /** @param {Import} one that is over, or is no longer waited for */
  function leave(one) {
    const isFirst = queue[0] === one;
    queue = queue.filter((other) => other !== one);
    if (isFirst) next();
  }
  return {
    /** @param {Import} one whose `begin` never rejects */
    add(one) {
      queue.push(one);
      if (queue.length === 1) next();
    },
    /** Nothing comes any more, it seems: what is under way waits for the page itself. */
    giveWay() {
      const first = queue[0];
      if (!first) return;
      first.operation.excuse();
      leave(first);
    },
  };
}

/** @param {Realm} realm */
function installImports(realm) {
  const { window: page, host } = realm;
  const { Promise } = page;
  const { then } = Promise.prototype;
  const hand = {
    /**
     * @param {(specifier: unknown, options: unknown) => Promise<unknown>} native what begins it, from the page's own script
     * @param {unknown} specifier @param {unknown} options
     */
    [IMPORT_CALL](native, specifier, options) {
      if (!host.imports) return native(specifier, options);
      let address = specifier;
      try {
        address = `${specifier}`;
      } catch {} // not to be written as text, which is for the browser to say
      const operation = host.operations.begin("import()");
      return new Promise((/** @type {any} */ resolve, /** @type {any} */ reject) => {
        const begin = () =>
          then.call(
            native(address, options),
            (/** @type {unknown} */ module) => operation.done(() => resolve(module)),
            (/** @type {unknown} */ error) => operation.done(() => reject(error)),
          );
        host.imports.add({ begin, operation });
      });
    },
  };
  Object.defineProperty(page, IMPORT_CALL, { value: hand[IMPORT_CALL] });
}
