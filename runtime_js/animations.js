// CSS animations, CSS transitions and Web Animations.
//
// The browser's document timeline is frozen at 0 before the page's first script (Animation.setPlaybackRate 0 over the
// DevTools protocol; measured: `document.timeline.currentTime` is exactly 0 in every frame of the page). A running
// animation's current time is (0 - startTime) * playbackRate, so moving its start time into the past seeks it, and it
// stays a running animation: the browser itself finishes it, fires its events in order at its next rendering update and
// settles its promises. Nothing is paused, so the page can't tell. A timeline of 0 also keeps the arithmetic exact:
// any other frozen time would be another real time in every run and round differently.

/** @param {Realm} realm */
function installAnimations(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Animation.prototype;
  const startTime = Object.getOwnPropertyDescriptor(prototype, "startTime");
  const timelineTime = Object.getOwnPropertyDescriptor(page.AnimationTimeline.prototype, "currentTime");
  if (!startTime?.get || !startTime.set || !timelineTime?.get) return;
  const [readStart, writeStart, readTimeline] = [startTime.get, startTime.set, timelineTime.get];

  /** @type {WeakMap<Animation, {begun: number, written: number}>} begun: virtual start time; written: the browser's */
  const known = new WeakMap();
  /** @type {Set<WeakRef<ShadowRoot>>} `document.getAnimations()` leaves shadow trees out */
  const shadows = new Set();

  /** @param {Animation} animation */
  const isOnDocumentTimeline = (animation) => animation.timeline instanceof page.DocumentTimeline;

  // Outside, start times count from the clock's zero; inside, from the frozen timeline's.
  replaceAccessor(prototype, "startTime", {
    get() {
      const start = readStart.call(this);
      if (start === null || typeof start !== "number" || !isOnDocumentTimeline(this)) return start;
      const record = known.get(this);
      return record && record.written === start ? record.begun : start + clock.frameTime;
    },
    set(value) {
      if (typeof value !== "number" || !isOnDocumentTimeline(this)) writeStart.call(this, value);
      else {
        writeStart.call(this, value - clock.frameTime);
        known.set(this, { begun: value, written: readStart.call(this) });
      }
    },
  });
  replaceAccessor(page.AnimationTimeline.prototype, "currentTime", {
    get() {
      return this instanceof page.DocumentTimeline ? clock.frameTime : readTimeline.call(this);
    },
  });

  const nativeAttachShadow = page.Element.prototype.attachShadow;
  /** @this {Element} @param {ShadowRootInit} options */
  const attachShadow = function attachShadow(options) {
    const root = nativeAttachShadow.call(this, options);
    shadows.add(new page.WeakRef(root));
    return root;
  };
  replaceFunction(page.Element.prototype, "attachShadow", attachShadow);

  function* animations() {
    yield* page.document.getAnimations();
    for (const reference of shadows) {
      const root = reference.deref();
      if (!root) shadows.delete(reference);
      else if (root.host.isConnected) yield* root.getAnimations();
    }
  }

  /**
   * Moves every running animation to the frame's time.
   * @param {number} time virtual milliseconds of the frame that begins
   * @param {number} before of the frame before: what an animation that began or was moved since counts from
   */
  realm.seekAnimations = (time, before) => {
    for (const animation of animations()) {
      if (animation.playState !== "running" || !isOnDocumentTimeline(animation)) {
        known.delete(animation); // when it runs again it has a new start
        continue;
      }
      const start = readStart.call(animation);
      if (start === null) continue; // it waits to be begun by the browser at the next rendering update
      let record = known.get(animation);
      if (!record || record.written !== start) {
        record = { begun: before + start, written: start };
        known.set(animation, record);
      }
      writeStart.call(animation, startAt(animation, record.begun, time));
      record.written = readStart.call(animation);
    }
  };

  /** Finds declared shadow roots (`<template shadowrootmode>`); the parser makes them without attachShadow. */
  realm.findShadows = () => {
    const walk = (/** @type {Document | ShadowRoot} */ root) => {
      for (const element of root.querySelectorAll("*")) {
        const shadow = element.shadowRoot;
        if (!shadow) continue;
        if (![...shadows].some((reference) => reference.deref() === shadow)) shadows.add(new page.WeakRef(shadow));
        walk(shadow);
      }
    };
    walk(page.document);
  };

  /** @returns {{name: string, kind: string, end: number}[]} for `inspect` and for the length of a video */
  realm.listAnimations = () =>
    [...animations()].filter(isOnDocumentTimeline).map((animation) => {
      const timing = animation.effect?.getComputedTiming();
      const begun = readStart.call(animation) ?? 0;
      const rate = Math.abs(animation.playbackRate);
      return {
        name: animation.animationName ?? animation.transitionProperty ?? animation.id ?? "",
        kind: animation.constructor.name,
        end: rate === 0 ? Infinity : clock.frameTime + Number(begun) + Number(timing?.endTime ?? 0) / rate,
      };
    });
}

/**
 * The start time, on a timeline that stands at 0, that puts an animation where it is at `time`. One that has reached
 * its end is put exactly there, as it would be if it had been played.
 * @param {Animation} animation
 * @param {number} begun
 * @param {number} time
 */
function startAt(animation, begun, time) {
  const rate = animation.playbackRate;
  const current = (time - begun) * rate;
  if (rate > 0) {
    const end = Number(animation.effect?.getComputedTiming().endTime ?? 0);
    if (current >= end) return -end / rate;
  } else if (rate < 0 && current <= 0) return 0;
  return begun - time;
}
