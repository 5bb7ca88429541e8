// CSS animations, CSS transitions and Web Animations.
//
// The browser's document timeline is frozen at 0 before the page's first script (Animation.setPlaybackRate 0 over the
// DevTools protocol; measured: `document.timeline.currentTime` is exactly 0 in every frame of the page). A running
// animation's current time is (0 - startTime) * playbackRate, so moving its start time into the past seeks it, and it
// stays a running animation: the browser itself finishes it, fires its events in order at its next rendering update and
// settles its promises. Nothing is paused, so the page can't tell. A timeline of 0 also keeps the arithmetic exact:
// any other frozen time would be another real time in every run and round differently.
//
// The native start time is moved by setting the current time. For a running animation that is the same; and one that is
// about to be paused, or to change its rate, does so at the frame's time, as in a browser, where setting the start time
// would call that off. Running ones are looked up after a frame and moved before the next without asking for anything
// that makes the browser compute styles (`playState`, `pending`, `getAnimations` do; measured): what timers changed is
// then compared with where the animations stand at the new frame, so a transition that is turned round starts there.

// The browser counts in binary fractions of a second, so a time that meets the end of an iteration or a step can fall short
// of it there (0.3 s is less than three times 0.1 s). A time just after, in milliseconds, does not, and nothing else shows.
const JUST_AFTER = 1e-9;

/** @param {Realm} realm */
function installAnimations(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Animation.prototype;
  const readStart = accessor(prototype, "startTime").get;
  const writeStart = accessor(prototype, "startTime").set;
  const readCurrent = accessor(prototype, "currentTime").get;
  const writeCurrent = accessor(prototype, "currentTime").set;
  const readRate = accessor(prototype, "playbackRate").get;
  const readTimeline = accessor(prototype, "timeline").get;

  /**
   * @typedef {object} Run
   * @property {number} begun virtual start time
   * @property {number} written the browser's, as it was last seen or set
   */
  /** @type {WeakMap<Animation, Run>} */
  const known = new WeakMap();
  /** @type {Animation[]} those that the browser ran after the last frame */
  let running = [];
  /** @type {Set<WeakRef<Animation>>} played by script; `getAnimations()` leaves out those without a place in the page */
  const played = new Set();

  /** @param {Animation} animation */
  const isOnDocumentTimeline = (animation) => readTimeline.call(animation) instanceof page.DocumentTimeline;

  /** @param {Animation} animation @param {number} start the browser's @param {number} time it was begun or moved at */
  const recordOf = (animation, start, time) => {
    let record = known.get(animation);
    if (record?.written !== start) {
      record = { begun: time + start, written: start };
      known.set(animation, record);
    }
    return record;
  };

  /** Moves every running animation to the frame that begins. @param {number} last time of the frame before */
  realm.seekAnimations = (last) => {
    for (const animation of running) {
      const start = readStart.call(animation);
      const rate = readRate.call(animation);
      if (start === null || rate === 0 || !isOnDocumentTimeline(animation)) {
        known.delete(animation); // when it runs again it has a new start
        continue;
      }
      const end = endOf(animation);
      const record = recordOf(animation, start, last);
      const before = readCurrent.call(animation);
      if (isBeyond(before, rate, end)) continue;
      const current = bounded(clock.elapsed(record.begun) * rate, rate, end);
      let native = current;
      if (0 < current && current < end) native += JUST_AFTER;
      else if (current === end && rate < 0) native -= JUST_AFTER; // it is about to go backwards, not over
      if (before !== native) writeCurrent.call(animation, native);
      const written = readStart.call(animation);
      if (written !== null) record.written = written;
    }
  };

  function* all() {
    const seen = new Set();
    for (const root of [page.document, ...realm.shadowRoots()]) {
      for (const animation of root.getAnimations()) {
        seen.add(animation);
        yield animation;
      }
    }
    for (const reference of played) {
      const animation = reference.deref();
      // What is paused or over can only be played again by script.
      const plays = animation && (animation.playState === "running" || animation.pending);
      if (!plays) played.delete(reference);
      else if (!seen.has(animation)) yield animation;
    }
  }

  /** Takes over the animations that the browser began to run in the frame that was just rendered. */
  realm.adoptAnimations = () => {
    running = [];
    for (const animation of all()) {
      if (!isOnDocumentTimeline(animation)) continue;
      const start = readStart.call(animation);
      if (start === null) {
        known.delete(animation);
        continue;
      }
      recordOf(animation, start, clock.frameTime);
      running.push(animation);
    }
  };

  /** @param {Animation} animation */
  const watch = (animation) => void played.add(new page.WeakRef(animation));
  for (const [owner, name] of [
    [prototype, "play"],
    [prototype, "reverse"],
    [page.Element.prototype, "animate"],
  ]) {
    const native = owner[name];
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        const result = native.apply(this, given);
        watch(name === "animate" ? result : this);
        return result;
      },
    };
    replaceFunction(owner, name, replacement);
  }

  // Outside, start times count from the clock's zero; inside, from the frozen timeline's.
  /** @param {Animation} animation */
  realm.startOf = (animation) => {
    const start = readStart.call(animation);
    if (typeof start !== "number" || !isOnDocumentTimeline(animation)) return start;
    return recordOf(animation, start, clock.frameTime).begun;
  };
  /** @param {Animation} animation */
  realm.currentOf = (animation) => {
    const [start, native, rate] = [readStart, readCurrent, readRate].map((read) => read.call(animation));
    const record = start === null ? undefined : known.get(animation);
    if (!record || record.written !== start || rate === 0 || !isOnDocumentTimeline(animation)) return native;
    const end = endOf(animation);
    return isBeyond(native, rate, end) ? native : bounded(clock.elapsed(record.begun) * rate, rate, end);
  };
  /** @param {Animation} animation @param {unknown} value */
  realm.setStart = (animation, value) => {
    if (typeof value !== "number" || !isOnDocumentTimeline(animation)) {
      writeStart.call(animation, value);
      return;
    }
    writeStart.call(animation, value - clock.frameTime);
    known.set(animation, { begun: value, written: readStart.call(animation) });
    watch(animation);
  };

  /** @returns {{name: string, kind: string, end: number}[]} for `inspect` and for the length of a video */
  realm.listAnimations = () =>
    [...all()].filter(isOnDocumentTimeline).map((animation) => {
      const timing = animation.effect?.getComputedTiming();
      const rate = Math.abs(readRate.call(animation));
      const begun = realm.startOf(animation) ?? clock.frameTime;
      return {
        name: animation.animationName ?? animation.transitionProperty ?? animation.id ?? "",
        kind: animation.constructor.name,
        end: rate === 0 ? Infinity : begun + Number(timing?.endTime ?? 0) / rate,
      };
    });
}

/** @param {Animation} animation @returns {number} milliseconds */
function endOf(animation) {
  return Number(animation.effect?.getComputedTiming().endTime ?? 0);
}

/**
 * One that has reached its end, but for rounding, is put exactly there, as it would be if it had been played.
 * @param {number} current milliseconds
 * @param {number} rate not 0
 * @param {number} end milliseconds
 */
function bounded(current, rate, end) {
  if (rate < 0) return current < SAME_TIME ? 0 : current;
  return current > end - SAME_TIME ? end : current;
}

/**
 * Whether the page has set it to a time beyond its end: it stays there.
 * @param {number} current the browser's, in milliseconds @param {number} rate not 0 @param {number} end milliseconds
 */
const isBeyond = (current, rate, end) => (rate < 0 ? current < 0 : current > end);

/** @param {object} owner @param {string} name @returns {{get: (this: any) => any, set: (this: any, value: any) => void}} */
function accessor(owner, name) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  return { get: descriptor?.get ?? (() => null), set: descriptor?.set ?? (() => undefined) };
}
