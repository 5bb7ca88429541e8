// The clock: one virtual time for the whole composition, and the queue of timers that wait for it.
// It lives in the host page, so that every frame of the composition (iframes too) shares it.

/**
 * @typedef {object} Timer
 * @property {number} due virtual milliseconds
 * @property {number} rank decides between what is due at the same time: the lower comes first. 0 but for tasks of another
 *   priority than most
 * @property {number} order creation order; decides where the rank does not
 * @property {number} nesting how many timers deep this one was created (the HTML standard's timer nesting level)
 * @property {number | null} interval milliseconds between repetitions, null for a time-out
 * @property {() => void} run calls the page's handler
 */

// A page that spins on the clock would wait forever for a time that only the frame moves. After this many reads in
// one task (about 5 ms of spinning) every further read lends the page a millisecond, until its next task.
const READS_BEFORE_LENDING = 100_000;
// https://html.spec.whatwg.org/#timer-initialisation-steps: above this nesting level a timer takes at least 4 ms.
const FREE_NESTING = 5;
const CLAMPED_DELAY = 4;
// Tasks that post tasks for ever (a loop over a message channel) would hold the time for ever. After so many of them in
// a frame each further one takes a millisecond.
const TASKS_BEFORE_LENDING = 10_000;
// A timer's time is a sum (a frame's time and a delay), rounded otherwise than the frame or the other timer that it falls
// on: times are kept to a nanosecond, and what is closer than that is the same time.
const SAME_TIME = 1e-6;
const toNanosecond = (/** @type {number} */ milliseconds) => Math.round(milliseconds * 1e6) / 1e6;

/** @param {number} epoch milliseconds since 1970 at virtual time 0 */
function createClock(epoch) {
  let time = 0;
  let frameTime = 0;
  let frame = 0;
  let reads = 0;
  let lent = 0;
  let nesting = 0;
  let lastOrder = 0;
  let posted = 0;
  /** @type {Timer[]} a binary heap, the earliest first */
  const heap = [];
  /** @type {Set<Timer>} those that were not cancelled */
  const alive = new Set();

  /** @param {Timer} a @param {Timer} b */
  const earlier = (a, b) => {
    if (a.due !== b.due) return a.due < b.due;
    return a.rank === b.rank ? a.order < b.order : a.rank < b.rank;
  };

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
    while (heap.length > 0 && !alive.has(heap[0])) pop();
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
    /** @type {Realm | null} whose task runs; null where none is known */
    actor: null,
    /** The time that it is, in virtual milliseconds, without what was lent. */
    get time() {
      return time;
    },
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
      this.actor = null;
    },
    /**
     * @param {() => void} run
     * @param {number} delay milliseconds
     * @param {boolean} repeat
     * @returns {Timer}
     */
    schedule(run, delay, repeat) {
      let wait = Math.max(repeat ? 1 : 0, delay);
      if (nesting > FREE_NESTING) wait = Math.max(wait, CLAMPED_DELAY);
      const timer = {
        due: toNanosecond(time + wait),
        rank: 0,
        order: ++lastOrder,
        nesting: nesting + 1,
        interval: repeat ? Math.max(1, delay) : null,
        run,
      };
      alive.add(timer);
      push(timer);
      return timer;
    },
    /**
     * Queues a task that takes its turn at the time that it is.
     * @param {() => void} run
     * @param {number} [rank]
     * @returns {Timer}
     */
    post(run, rank = 0) {
      posted += 1;
      const due = toNanosecond(posted > TASKS_BEFORE_LENDING ? time + 1 : time);
      const task = { due, rank, order: ++lastOrder, nesting: 0, interval: null, run };
      alive.add(task);
      push(task);
      return task;
    },
    /** @param {Timer} timer */
    cancel(timer) {
      alive.delete(timer);
    },
    /** Whether a timer waits. */
    get waiting() {
      return earliest() !== undefined;
    },
    /** When the next task or timer is due, in virtual milliseconds; Infinity where none waits. */
    get nextDue() {
      return earliest()?.due ?? Infinity;
    },
    /** Moves the time on, past no timer. @param {number} milliseconds */
    advance(milliseconds) {
      time = Math.max(time, milliseconds);
    },
    /** Whether a timer is due. @param {number} limit virtual milliseconds */
    isDue(limit) {
      const timer = earliest();
      return timer !== undefined && timer.due <= limit + SAME_TIME;
    },
    /**
     * Fires the earliest timer, if it is due. One that is not is fired for Infinity, but then time stays where it is
     * (while loading, before time begins to run).
     * @param {number} limit virtual milliseconds
     * @returns {boolean} whether one was fired
     */
    fireNext(limit) {
      if (!this.isDue(limit)) return false;
      const timer = pop();
      if (limit !== Infinity) time = Math.max(time, Math.min(timer.due, limit));
      this.beginTask();
      nesting = timer.nesting;
      if (timer.interval === null) alive.delete(timer);
      timer.run();
      if (timer.interval === null || !alive.has(timer)) return true;
      const wait = timer.nesting > FREE_NESTING ? Math.max(timer.interval, CLAMPED_DELAY) : timer.interval;
      timer.due = toNanosecond(timer.due + wait);
      timer.order = ++lastOrder;
      timer.nesting += 1;
      push(timer);
      return true;
    },
    /** @param {number} index @param {number} milliseconds */
    beginFrame(index, milliseconds) {
      frame = index;
      time = milliseconds;
      posted = 0;
      frameTime = milliseconds;
      this.beginTask();
    },
    /**
     * How long ago something began, at the current frame. A difference of two rounded times is rounded otherwise than the
     * time that it stands for: what is as good as whole microseconds is made so.
     * @param {number} begun virtual milliseconds
     * @param {number} [time] another than the current frame's
     */
    elapsed(begun, time = frameTime) {
      const difference = time - begun;
      const whole = Math.round(difference * 1000) / 1000;
      return Math.abs(difference - whole) < SAME_TIME ? whole : difference;
    },
  };
}
