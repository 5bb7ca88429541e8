// setTimeout, setInterval and their cancels, on the virtual clock.

/** @param {Realm} realm */
function installTimers(realm) {
  const { window: page, clock } = realm;

  /** @param {unknown} handler @param {unknown[]} args */
  const runner = (handler, args) => () => {
    if (realm.gone()) return;
    try {
      if (typeof handler === "function") handler.apply(page, args);
      else page.eval(String(handler));
    } catch (error) {
      page.reportError(error);
    }
  };

  /** @param {boolean} repeat */
  const scheduler = (repeat) =>
    /** @param {unknown} handler @param {unknown} [delay] @param {unknown[]} args */
    (handler, delay = 0, ...args) => clock.schedule(runner(handler, args), Number(delay) | 0, repeat);

  /** @param {unknown} [id] */
  const cancel = (id = 0) => clock.cancel(Number(id) | 0);

  replaceFunction(page, "setTimeout", scheduler(false));
  replaceFunction(page, "setInterval", scheduler(true));
  replaceFunction(page, "clearTimeout", cancel);
  replaceFunction(page, "clearInterval", cancel);
}
