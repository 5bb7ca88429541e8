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

// The browser counts in binary fractions of a second, so a time that meets a step can fall short of it there (0.3 s is less
// than three times 0.1 s). So it is put a few units in the last place later; what the page reads of it is the exact time.
const JUST_AFTER = 2 ** -50;

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
  const readEffect = accessor(prototype, "effect").get;
  const timingOf = page.AnimationEffect.prototype.getComputedTiming;

  /**
   * @typedef {object} Run
   * @property {number} begun virtual start time
   * @property {number | null} written the browser's, as it was last seen or set
   * @property {number} native the browser's current time, as it was last set, and
   * @property {number} exact what it stands for
   */
  /** @type {WeakMap<Animation, Run>} */
  const known = new WeakMap();
  /** @type {WeakMap<AnimationEffect, Animation>} */
  const owners = new WeakMap();
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
      const rate = readRate.call(animation);
      const held = record !== undefined && -start * rate === record.native ? record.exact : -start * rate;
      const begun = rate === 0 ? time + start : toWholeMicrosecond(time - held / rate);
      record = { begun, written: start, native: NaN, exact: NaN };
      known.set(animation, record);
    }
    return record;
  };

  /** One that stands still has a new start when it runs again, even if the browser's is the same. @param {Animation} animation */
  const interrupt = (animation) => {
    const record = known.get(animation);
    if (record) record.written = null;
  };

  /** Moves every running animation to the frame that begins. @param {number} last time of the frame before */
  realm.seekAnimations = (last) => {
    for (const animation of running) {
      const start = readStart.call(animation);
      const rate = readRate.call(animation);
      if (start === null || rate === 0 || !isOnDocumentTimeline(animation)) {
        interrupt(animation);
        continue;
      }
      const timing = readEffect.call(animation) === null ? NOTHING : timingOf.call(readEffect.call(animation));
      const end = Number(timing.endTime);
      const record = recordOf(animation, start, last);
      const before = readCurrent.call(animation);
      if (isBeyond(before, rate, end)) continue;
      const current = bounded(clock.elapsed(record.begun) * rate, rate, end);
      let native = current;
      if (0 < current && current < end) native = nativeTime(current, timing, clock.frameTime);
      else if (current === end && rate < 0) native -= end * JUST_AFTER; // it is about to go backwards, not over
      if (before !== native) writeCurrent.call(animation, native);
      record.written = readStart.call(animation);
      [record.native, record.exact] = [native, current];
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

  /** @type {Set<Animation>} of styles: the browser tells of what begins and ends there in its next rendering update */
  let styled = new Set();
  let stirred = false;
  /** After a call that has the browser tell of an animation in its next rendering update. */
  realm.stirAnimations = () => void (stirred = true);
  /**
   * Takes over the animations that the browser began to run in the frame that was just rendered.
   * @returns {boolean} whether the browser has something to tell of them
   */
  realm.adoptAnimations = () => {
    running = [];
    const gone = styled;
    const begun = [];
    styled = new Set();
    let followed = "";
    for (const animation of all()) {
      if (animation instanceof page.CSSAnimation || animation instanceof page.CSSTransition) {
        styled.add(animation);
        if (!gone.delete(animation)) begun.push(animation);
      }
      if (!isOnDocumentTimeline(animation)) {
        const timeline = readTimeline.call(animation);
        if (timeline) followed += `${readProgress.call(timeline)} `;
        continue;
      }
      const start = readStart.call(animation);
      if (start === null) {
        interrupt(animation);
        continue;
      }
      if (styled.has(animation) && !known.has(animation)) found += 1;
      stirred ||= waited && !known.has(animation);
      recordOf(animation, start, clock.frameTime);
      running.push(animation);
      const effect = readEffect.call(animation);
      if (effect !== null) owners.set(effect, animation);
    }
    const changed = [...gone, ...begun];
    if (new Set(changed.map((animation) => readEffect.call(animation)?.target)).size > 1) realm.orderStyleEvents(changed.length);
    // Where the page is scrolled to is looked at once in an update, before its callbacks, which may scroll it.
    const hasMoved = followed !== scrolled.places;
    const told = stirred || changed.length > 0 || hasMoved || (followed !== "" && scrolled.frame !== clock.frame);
    stirred = false;
    scrolled = { places: followed, frame: clock.frame, hasMoved: scrolled.hasMoved || hasMoved };
    return told;
  };
  let scrolled = { places: "", frame: -1, hasMoved: false };
  /**
   * Whether anything was moved by scrolling since the last time. Such a frame is painted in several updates, and by chance
   * the compositor sees one or the other: it keeps the scale at which it first painted what moves.
   */
  realm.hasFollowed = () => {
    const { hasMoved } = scrolled;
    scrolled.hasMoved = false;
    return hasMoved;
  };
  const readProgress = accessor(page.AnimationTimeline.prototype, "currentTime").get;
  let found = 0;
  /** How many animations of styles were found to run since the last time. */
  realm.countFound = () => {
    const count = found;
    found = 0;
    return count;
  };
  /** Takes in the animations of a shadow tree that nobody else tells of. @param {ShadowRoot} root */
  realm.revealAnimations = (root) => {
    realm.addShadow(root);
    realm.adoptAnimations();
    realm.adoptSmil();
  };
  // A promise that is kept after the frame was painted.
  let waited = false;
  const readReady = accessor(prototype, "ready").get;
  replaceAccessor(prototype, "ready", {
    get() {
      waited = true;
      return readReady.call(this);
    },
  });

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
    return recordOf(animation, start, clock.frameTime).begun - realm.originOf(animation);
  };
  /** @param {Animation} animation */
  realm.currentOf = (animation) => {
    const native = readCurrent.call(animation);
    const record = known.get(animation);
    return record !== undefined && record.native === native && isOnDocumentTimeline(animation) ? record.exact : native;
  };
  /** @param {Animation} animation @returns {number} milliseconds */
  realm.endOf = (animation) => {
    const effect = readEffect.call(animation);
    return effect === null ? 0 : Number(timingOf.call(effect).endTime);
  };
  /** @param {AnimationEffect} effect @returns {ComputedEffectTiming} */
  realm.timingOf = (effect) => {
    const timing = timingOf.call(effect);
    const animation = owners.get(effect);
    if (animation === undefined || readEffect.call(animation) !== effect) return timing;
    const current = realm.currentOf(animation);
    return current === timing.localTime ? timing : exactTiming(timing, current);
  };
  /** @param {Animation} animation @param {unknown} value */
  realm.setStart = (animation, value) => {
    if (typeof value !== "number" || !isOnDocumentTimeline(animation)) {
      writeStart.call(animation, value);
      return;
    }
    const begun = value + realm.originOf(animation);
    writeStart.call(animation, begun - clock.frameTime);
    known.set(animation, { begun, written: readStart.call(animation), native: NaN, exact: NaN });
    watch(animation);
  };

  /** @returns {{name: string, kind: string, end: number}[]} for `inspect` and for the length of a video */
  realm.listAnimations = () =>
    [...all()].filter(isOnDocumentTimeline).map((animation) => {
      const timing = animation.effect?.getComputedTiming();
      const rate = Math.abs(readRate.call(animation));
      const begun = (realm.startOf(animation) ?? clock.frameTime) + realm.originOf(animation);
      return {
        name: animation.animationName ?? animation.transitionProperty ?? animation.id ?? "",
        kind: animation.constructor.name,
        end: rate === 0 ? Infinity : begun + Number(timing?.endTime ?? 0) / rate,
      };
    });
}

// What an animation without an effect has for its timing.
const NOTHING = { endTime: 0, delay: 0, duration: 0, iterationStart: 0 };

/** A difference of rounded times: what is as good as whole microseconds is made so. @param {number} milliseconds */
function toWholeMicrosecond(milliseconds) {
  const whole = Math.round(milliseconds * 1000) / 1000;
  return Math.abs(milliseconds - whole) < SAME_TIME ? whole : milliseconds;
}

/**
 * The current time that has the browser show what belongs to `current`: exactly the beginning where an iteration begins.
 * @param {number} current milliseconds, within the animation
 * @param {{delay?: number, duration?: any, iterationStart?: number}} timing
 * @param {number} frameTime milliseconds: how large the numbers are that `current` was had from
 */
function nativeTime(current, { delay = 0, duration, iterationStart = 0 }, frameTime) {
  if (Math.abs(current - delay) < SAME_TIME) return delay;
  const later = current + (current + frameTime) * JUST_AFTER;
  if (current < delay || !(duration > 0)) return later;
  const iterations = (/** @type {number} */ time) => (time / 1000 - delay / 1000) / (duration / 1000) + iterationStart;
  const whole = Math.round(iterations(current));
  if (Math.abs(iterations(current) - whole) * duration > SAME_TIME) return later;
  // The earliest of the neighbouring numbers that the browser counts to this iteration.
  const middle = delay + (whole - iterationStart) * duration;
  for (let units = -8; units <= 8; units += 1) {
    const time = middle * (1 + units * 2 ** -53);
    if (iterations(time) >= whole) return time;
  }
  return later;
}

/**
 * What an effect tells of itself, at its exact time instead of the browser's just after it.
 * @param {ComputedEffectTiming} timing the browser's @param {any} current milliseconds
 * @returns {ComputedEffectTiming}
 */
function exactTiming(timing, current) {
  const { delay = 0, duration, iterationStart = 0, currentIteration, direction, easing } = timing;
  if (typeof timing.progress !== "number" || easing !== "linear" || typeof currentIteration !== "number" || !(Number(duration) > 0))
    return { ...timing, localTime: current };
  const simple = Math.max(0, (current - delay) / Number(duration) + iterationStart - currentIteration);
  const odd = currentIteration % 2 === 1;
  const backwards = direction === "reverse" || (direction === "alternate" && odd) || (direction === "alternate-reverse" && !odd);
  const within = timing.activeDuration !== undefined && current < delay + Number(timing.activeDuration) && current > delay;
  const progress = within ? (backwards ? 1 - simple : simple) : timing.progress;
  return { ...timing, localTime: current, progress };
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
