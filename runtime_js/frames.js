// requestAnimationFrame and requestIdleCallback. The page's callbacks wait for the next frame of the video; then each
// one is handed to the browser's own queue, so that order, microtasks and error reports are the browser's.

// What an idle callback may spend, in milliseconds, and what each look at the deadline takes off: counted, not
// measured, so that a loop over `timeRemaining()` does the same work on every machine.
const IDLE_BUDGET = 10;
const IDLE_COST_OF_A_LOOK = 0.1;

/** @param {Realm} realm */
function installFrames(realm) {
  const { window: page, clock } = realm;
  const nativeRequest = page.requestAnimationFrame.bind(page);
  /** @type {Map<number, FrameRequestCallback>} */
  let waiting = new Map();
  /** @type {Map<number, FrameRequestCallback>} those of the pass that is running */
  let running = new Map();
  let lastFrameId = 0;

  replaceFunction(page, "requestAnimationFrame", (/** @type {FrameRequestCallback} */ callback) => {
    if (typeof callback !== "function") {
      throw new page.TypeError("Failed to execute 'requestAnimationFrame': parameter 1 is not a function.");
    }
    waiting.set(++lastFrameId, callback);
    return lastFrameId;
  });
  replaceFunction(page, "cancelAnimationFrame", (/** @type {number} */ id) => {
    waiting.delete(id);
    running.delete(id);
  });

  /** @type {Map<number, {callback: IdleRequestCallback, due: number}>} */
  const idle = new Map();
  let lastIdleId = 0;
  replaceFunction(
    page,
    "requestIdleCallback",
    (/** @type {IdleRequestCallback} */ callback, /** @type {IdleRequestOptions} */ options) => {
      const timeout = options?.timeout ?? 0;
      idle.set(++lastIdleId, { callback, due: timeout > 0 ? clock.now() + timeout : Infinity });
      return lastIdleId;
    },
  );
  replaceFunction(page, "cancelIdleCallback", (/** @type {number} */ id) => idle.delete(id));

  /** Hands the waiting callbacks to the browser's next rendering update. */
  realm.requestFrame = () => {
    running = waiting;
    waiting = new Map();
    for (const id of running.keys()) {
      nativeRequest(() => {
        const callback = running.get(id);
        if (!callback) return;
        clock.beginTask();
        callback.call(page, clock.frameTime);
      });
    }
    nativeRequest(() => realm.afterFrameCallbacks());
  };
  realm.framesWaiting = () => waiting.size > 0;
  realm.idleWaiting = () => idle.size > 0;
  /** Runs the idle callbacks that wait now; those they ask for wait for the next time. */
  realm.runIdle = () => {
    for (const [id, { callback, due }] of [...idle]) {
      if (!idle.delete(id)) continue;
      let left = IDLE_BUDGET;
      const deadline = {
        didTimeout: clock.frameTime >= due,
        timeRemaining: () => Math.max(0, (left -= IDLE_COST_OF_A_LOOK)),
      };
      clock.beginTask();
      try {
        callback.call(page, deadline);
      } catch (error) {
        page.reportError(error);
      }
    }
  };
}
