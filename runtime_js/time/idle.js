// requestIdleCallback: called once the frame is done, before time moves on.

// What an idle callback may spend, in milliseconds, and what each look at the deadline takes off: counted, not
// measured, so that a loop over `timeRemaining()` does the same work on every machine.
const IDLE_BUDGET = 10;
const IDLE_COST_OF_A_LOOK = 0.1;

/** @param {Realm} realm */
function installIdle(realm) {
  const { window: page, clock } = realm;
  /** @type {Map<number, {callback: IdleRequestCallback, due: number}>} */
  const waiting = new Map();
  let lastId = 0;

  replaceFunction(page, "requestIdleCallback", (/** @type {any[]} */ ...given) => {
    checkArguments(page, "requestIdleCallback", given, true);
    const [callback, options] = given;
    if (options !== undefined && options !== null && Object(options) !== options) {
      throw new page.TypeError(
        "Failed to execute 'requestIdleCallback' on 'Window': The provided value is not of type 'IdleRequestOptions'.",
      );
    }
    const timeout = Number(options?.timeout ?? 0);
    waiting.set(++lastId, { callback, due: timeout > 0 ? clock.now() + timeout : Infinity });
    return lastId;
  });
  replaceFunction(page, "cancelIdleCallback", (/** @type {any[]} */ ...given) => {
    checkArguments(page, "cancelIdleCallback", given);
    waiting.delete(+given[0]);
  });

  /** @param {boolean} late */
  function createDeadline(late) {
    let left = late ? 0 : IDLE_BUDGET;
    const timeRemaining = () => (left = Math.max(0, left - IDLE_COST_OF_A_LOOK));
    return Object.create(page.IdleDeadline.prototype, {
      didTimeout: { value: late, enumerable: true },
      timeRemaining: { value: disguise(timeRemaining, "timeRemaining", 0) },
    });
  }

  /** @returns {number[]} those that wait now; what they ask for waits for the next time */
  realm.idleWaiting = () => [...waiting.keys()];
  /** @param {number} id */
  realm.runIdle = (id) => {
    const asked = waiting.get(id);
    if (!asked) return; // cancelled by one before it
    waiting.delete(id);
    clock.beginTask();
    realm.run(() => asked.callback(createDeadline(clock.frameTime >= asked.due)));
  };
}
