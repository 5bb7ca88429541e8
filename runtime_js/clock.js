// The clock: one virtual time for the whole composition, and the queue of timers that wait for it.
// It lives in the host page, so that every frame of the composition (iframes too) shares it.

/**
 * @typedef {object} Timer
 * @property {number} id
 * @property {number} due virtual milliseconds
 * @property {number} order creation order; decides between timers due at the same time
 * @property {number} nesting how many timers deep this one was created (the HTML standard's timer nesting level)
 * @property {number | null} interval milliseconds between repetitions, null for a time-out
 * @property {() => void} run calls the page's handler
 */

// A page that spins on the clock would wait forever for a time that only the frame moves. After this many reads in
// one task (about 5 ms of spinning) every further read lends the page a millisecond, until its next task.
const READS_BEFORE_LENDING = 100_000;
// https://html.spec.whatwg.org/#timer-initialisation-steps: from this nesting level on a timer takes at least 4 ms.
const CLAMPED_NESTING = 5;
const CLAMPED_DELAY = 4;

/** @param {number} epoch milliseconds since 1970 at virtual time 0 */
function createClock(epoch) {
  let time = 0;
  let frameTime = 0;
  let frame = 0;
  let reads = 0;
  let lent = 0;
  let nesting = 0;
  let lastId = 0;
  let lastOrder = 0;
  /** @type {Timer[]} a binary heap, the earliest first */
  const heap = [];
  /** @type {Map<number, Timer>} */
  const alive = new Map();

  /** @param {Timer} a @param {Timer} b */
  const earlier = (a, b) => a.due < b.due || (a.due === b.due && a.order < b.order);

  /** @param {Timer} timer */
  function push(timer) {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!earlier(timer, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = timer;
  }

  function pop() {
    const first = heap[0];
    const last = /** @type {Timer} */ (heap.pop());
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && earlier(heap[child + 1], heap[child])) child += 1;
        if (!earlier(heap[child], last)) break;
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = last;
    }
    return first;
  }

  /** The earliest timer that was not cancelled; undefined when none waits. */
  function earliest() {
    while (heap.length > 0 && alive.get(heap[0].id) !== heap[0]) pop();
    return heap[0];
  }

  return {
    /** Virtual milliseconds, as the page reads them. */
    now() {
      reads += 1;
      if (reads > READS_BEFORE_LENDING) lent += 1;
      return time + lent;
    },
    /** Milliseconds since 1970, as the page reads them. */
    date() {
      return Math.floor(epoch + this.now());
    },
    epoch,
    /** The time of the last frame begun: what animations and `document.timeline` stand at. */
    get frameTime() {
      return frameTime;
    },
    get frame() {
      return frame;
    },
    /** A new task of the page begins: what was lent to a spinning one is taken back. */
    beginTask() {
      reads = 0;
      lent = 0;
      nesting = 0;
    },
    /**
     * @param {() => void} run
     * @param {number} delay milliseconds
     * @param {boolean} repeat
     * @returns {number} the timer's id
     */
    schedule(run, delay, repeat) {
      let wait = Math.max(repeat ? 1 : 0, delay);
      if (nesting >= CLAMPED_NESTING) wait = Math.max(wait, CLAMPED_DELAY);
      const timer = {
        id: ++lastId,
        due: time + wait,
        order: ++lastOrder,
        nesting: nesting + 1,
        interval: repeat ? Math.max(1, delay) : null,
        run,
      };
      alive.set(timer.id, timer);
      push(timer);
      return timer.id;
    },
    /** @param {number} id */
    cancel(id) {
      alive.delete(id);
    },
    /** @returns {number | undefined} when the next timer is due */
    nextDue() {
      return earliest()?.due;
    },
    /** Fires the earliest timer. `early` leaves time where it is (while loading, before time begins to run). */
    fireNext(early = false) {
      const timer = earliest();
      if (!timer) return;
      pop();
      if (!early) time = Math.max(time, timer.due);
      this.beginTask();
      nesting = timer.nesting;
      if (timer.interval === null) {
        alive.delete(timer.id);
        timer.run();
        return;
      }
      const again = timer.nesting >= CLAMPED_NESTING ? Math.max(timer.interval, CLAMPED_DELAY) : timer.interval;
      timer.run();
      if (alive.get(timer.id) !== timer) return;
      const next = { ...timer, due: timer.due + again, order: ++lastOrder, nesting: timer.nesting + 1 };
      alive.set(next.id, next);
      push(next);
    },
    /** @param {number} index @param {number} milliseconds */
    beginFrame(index, milliseconds) {
      frame = index;
      time = milliseconds;
      frameTime = milliseconds;
      this.beginTask();
    },
  };
}
