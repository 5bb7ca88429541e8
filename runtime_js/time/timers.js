// setTimeout, setInterval and their cancels, on the virtual clock.

/** @param {Realm} realm */
function installTimers(realm) {
  const { window: page, clock } = realm;

  /** @type {Map<number, Timer>} every window counts for itself */
  const waiting = new Map();
  let lastId = 0;

  /** @param {string} name @param {boolean} repeat */
  const scheduler =
    (name, repeat) =>
    (/** @type {any[]} */ ...given) => {
      checkArguments(page, name, given);
      const [handler, delay = 0, ...args] = given;
      const code = typeof handler === "function" ? null : String(handler);
      const made = page.document;
      const id = ++lastId;
      const call = () => (code === null ? handler.apply(page, args) : page.eval(code));
      const run = () => {
        if (!repeat) waiting.delete(id);
        if (!realm.gone() && page.document === made) realm.run(call);
        else cancel(id); // the document that asked for it was left
      };
      // A bare conversion, which throws for symbols and big integers as the browser does.
      waiting.set(id, clock.schedule(run, +delay | 0, repeat));
      return id;
    };

  /** @param {number} id */
  const cancel = (id) => {
    const timer = waiting.get(id);
    if (timer) clock.cancel(timer);
    waiting.delete(id);
  };
  const clear = (/** @type {any} */ id = 0) => cancel(+id | 0);

  replaceFunction(page, "setTimeout", scheduler("setTimeout", false));
  replaceFunction(page, "setInterval", scheduler("setInterval", true));
  replaceFunction(page, "clearTimeout", (/** @type {any} */ id) => clear(id));
  replaceFunction(page, "clearInterval", (/** @type {any} */ id) => clear(id));
}
