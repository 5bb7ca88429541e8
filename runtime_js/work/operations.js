// Operations: work that the browser does outside the page's own thread (a request, decoding, hashing, a database). It takes
// no virtual time, and how long it takes in real time must not show: what operations came to is handed to the page in the
// order in which they were begun, each as a task of its own, before time moves on. One that is done early waits for those
// begun before it.

/**
 * @typedef {object} Operation
 * @property {string} label as a person would name it
 * @property {(() => void) | null} deliver hands the result to the page; null while the browser is at it
 * @property {boolean} excused whether nothing waits for it until it is done: it waits for the page itself
 */

/** @param {any} top the host's window */
function createOperations(top) {
  const wait = top.setTimeout.bind(top);
  /** @type {Operation[]} in the order in which they were begun */
  let queue = [];
  let wake = () => {};
  const isReady = () => queue.every((operation) => operation.deliver !== null || operation.excused);

  return {
    /** @param {string} label */
    begin(label) {
      /** @type {Operation} */
      const operation = { label, deliver: null, excused: false };
      queue.push(operation);
      return {
        /** The browser has done it. Only the first call counts. @param {() => void} deliver */
        done(deliver) {
          operation.deliver ??= deliver;
          if (isReady()) wake();
        },
        /** Goes on without it until it is done. */
        excuse() {
          operation.excused = true;
          if (isReady()) wake();
        },
        /** Nothing will come of it. */
        drop() {
          queue = queue.filter((other) => other !== operation);
          if (isReady()) wake();
        },
      };
    },
    /** Whether any was begun that is to be waited for, or to be taken. */
    get waiting() {
      return queue.some((operation) => operation.deliver !== null || !operation.excused);
    },
    /** Takes the results of all that were begun, once all are there. @returns {(() => void)[]} what hands each over */
    take() {
      if (!isReady()) return [];
      const done = queue.filter((operation) => operation.deliver !== null);
      queue = queue.filter((operation) => operation.deliver === null);
      return done.map((operation) => /** @type {() => void} */ (operation.deliver));
    },
    /** @returns {string[]} */
    labels: () => queue.filter(({ deliver, excused }) => deliver !== null || !excused).map(({ label }) => label),
    /** Resolves when all results are there, or after a time. @param {number} milliseconds of real time */
    change(milliseconds) {
      if (isReady()) return Promise.resolve();
      return new Promise((resolve) => {
        wake = () => resolve(undefined);
        wait(resolve, milliseconds);
      });
    },
  };
}

/** @param {Realm} realm */
function installTurns(realm) {
  const { window: page, host } = realm;
  const { Promise } = page;
  const { then } = Promise.prototype;
  /**
   * A promise that settles as another one, when it is its turn.
   * @param {Promise<unknown>} native @param {string} label
   */
  realm.inTurn = (native, label) => {
    const operation = host.operations.begin(label);
    return new Promise((/** @type {any} */ resolve, /** @type {any} */ reject) => {
      then.call(
        native,
        (/** @type {unknown} */ value) => operation.done(() => resolve(value)),
        (/** @type {unknown} */ reason) => operation.done(() => reject(reason)),
      );
    });
  };

  const dispatch = page.EventTarget.prototype.dispatchEvent;
  const listen = page.EventTarget.prototype.addEventListener;
  /** @type {WeakSet<Event>} events made here, which are not held up */
  const passed = new WeakSet();
  /** @param {any} target @param {any} event */
  realm.passEvent = (target, event) => {
    passed.add(event);
    dispatch.call(target, event);
  };
  /**
   * Is asked about every event of some types on a target before any listener of the page, and may keep it from them.
   * @param {any} target @param {string[]} types @param {(event: any) => boolean} holds whether to keep it
   */
  realm.catchEvents = (target, types, holds) => {
    const onEvent = (/** @type {any} */ event) => {
      if (event.isTrusted && !passed.has(event) && holds(event)) event.stopImmediatePropagation();
    };
    // A target's own capturing listeners come before its other ones.
    for (const type of types) listen.call(target, type, onEvent, true);
  };
}
