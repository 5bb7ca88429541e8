// scheduler.postTask, scheduler.yield and AbortSignal.timeout.

// https://wicg.github.io/scheduling-apis: of tasks that wait at the same time the higher priority comes first, and what goes on
// after a yield comes before what begins.
const RANKS = /** @type {Record<string, number>} */ ({ "user-blocking": -2, "user-visible": 0, background: 2 });
const YIELDED = -1;

/** @param {Realm} realm */
function installScheduler(realm) {
  const { window: page, clock } = realm;

  const nativeTimeout = page.AbortSignal.timeout;
  replaceFunction(page.AbortSignal, "timeout", (/** @type {any[]} */ ...given) => {
    nativeTimeout.apply(page.AbortSignal, given.length === 0 ? [] : [given[0]]); // the browser's own checks
    const controller = new page.AbortController();
    const reason = new page.DOMException("signal timed out", "TimeoutError");
    clock.schedule(() => realm.gone() || realm.run(() => controller.abort(reason)), Number(given[0]), false);
    return controller.signal;
  });

  if (!page.Scheduler) return;
  const prototype = page.Scheduler.prototype;
  let inherited = 0; // the rank of the task that runs
  const nativePost = prototype.postTask;

  /** @param {() => void} work @param {number} rank */
  const queue = (work, rank) =>
    realm.post(() => {
      const before = inherited;
      inherited = Math.round(rank / 2) * 2;
      try {
        work();
      } finally {
        inherited = before;
      }
    }, rank);

  const replacements = {
    /** @this {any} @param {any[]} given */
    postTask(...given) {
      const [callback, options = {}] = given;
      const { signal, priority, delay = 0 } = options ?? {};
      if (typeof callback !== "function" || (priority !== undefined && !(priority in RANKS))) {
        return nativePost.apply(this, given); // rejects
      }
      return new page.Promise((/** @type {any} */ resolve, /** @type {any} */ reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        /** @type {Timer[]} */
        const queued = [];
        const onAbort = () => {
          for (const task of queued) clock.cancel(task);
          reject(signal.reason);
        };
        const run = () => {
          signal?.removeEventListener("abort", onAbort);
          try {
            resolve(callback());
          } catch (error) {
            reject(error);
          }
        };
        const start = () => void queued.push(queue(run, RANKS[priority ?? signal?.priority ?? "user-visible"]));
        signal?.addEventListener("abort", onAbort);
        if (delay > 0) queued.push(clock.schedule(start, Number(delay), false));
        else start();
      });
    },
    yield() {
      return new page.Promise((/** @type {(value: undefined) => void} */ resolve) => {
        queue(() => resolve(undefined), inherited + YIELDED);
      });
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
}
