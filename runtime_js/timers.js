// setTimeout, setInterval and their cancels, on the virtual clock.

/** @param {Realm} realm */
function installTimers(realm) {
  const { window: page, clock } = realm;

  /** @param {unknown} handler @param {unknown[]} args */
  const runner = (handler, args) => {
    const made = realm.document;
    return () => {
      if (realm.gone() || realm.document !== made) return; // the document that asked for it was left
      realm.run(() => {
        if (typeof handler === "function") handler.apply(page, args);
        else page.eval(/** @type {string} */ (handler));
      });
    };
  };

  /** @param {string} name @param {boolean} repeat */
  const scheduler =
    (name, repeat) =>
    (/** @type {unknown[]} */ ...given) => {
      checkArguments(page, name, given);
      const [handler, delay = 0, ...args] = given;
      const called = typeof handler === "function" ? handler : String(handler);
      // @ts-expect-error: a conversion as the browser's own, which throws for symbols and big integers
      const milliseconds = +delay | 0;
      return clock.schedule(runner(called, args), milliseconds, repeat);
    };

  // @ts-expect-error: as above
  const cancel = (/** @type {unknown} */ id = 0) => clock.cancel(+id | 0);

  replaceFunction(page, "setTimeout", scheduler("setTimeout", false));
  replaceFunction(page, "setInterval", scheduler("setInterval", true));
  replaceFunction(page, "clearTimeout", (/** @type {unknown} */ id) => cancel(id));
  replaceFunction(page, "clearInterval", (/** @type {unknown} */ id) => cancel(id));
}
