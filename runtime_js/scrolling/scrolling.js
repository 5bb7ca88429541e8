// Scrolling. The browser's own smooth scrolling runs on real time and is switched off (hframes/browser/flags.py): whatever
// is asked for is done at once. What should have been smooth (`behavior: 'smooth'`, `scroll-behavior: smooth`) is then put
// back to where it was and moved along the same curve on the virtual clock, a step a frame, before the frame's scroll
// events and animation-frame callbacks.
//
// The curve is Chromium's for scrolls by script (cc/animation/scroll_offset_animation_curve.cc, DurationBehavior
// kDeltaBased): ease-in-out, the square root of the distance in sixtieths of a second, 0.7 s at most. It begins at the
// frame that first shows it, as animations do.

/** @typedef {Document | Element} Scroller the document stands for the viewport */

const LONGEST_SCROLL = 700;
const EASE_IN_OUT = { x1: 0.42, x2: 0.58 }; // the bezier curve's y are 0 and 1

/** @param {number} distance CSS pixels @returns {number} milliseconds */
const scrollLength = (distance) => Math.min((Math.sqrt(distance) / 60) * 1000, LONGEST_SCROLL);

/** @param {number} progress in [0, 1] of the time @returns {number} of the way */
function easeInOut(progress) {
  let [low, high] = [0, 1];
  let at = progress;
  for (let step = 0; step < 50; step += 1) {
    const x = 3 * (1 - at) ** 2 * at * EASE_IN_OUT.x1 + 3 * (1 - at) * at ** 2 * EASE_IN_OUT.x2 + at ** 3;
    if (x < progress) low = at;
    else high = at;
    at = (low + high) / 2;
  }
  return 3 * (1 - at) * at ** 2 + at ** 3;
}

/** @param {Realm} realm */
function installScrolling(realm) {
  const { window: page, clock } = realm;
  const { Element, Document } = page;
  const left = accessor(Element.prototype, "scrollLeft");
  const top = accessor(Element.prototype, "scrollTop");
  const scrollElement = Element.prototype.scrollTo;
  const scrollWindow = page.scrollTo;
  const styleOf = page.getComputedStyle.bind(page);
  const readX = accessor(page, "scrollX").get.bind(page);
  const readY = accessor(page, "scrollY").get.bind(page);

  /**
   * @typedef {object} Motion
   * @property {number[]} from
   * @property {number[]} to
   * @property {number[]} at where it was last put
   * @property {number} asked virtual milliseconds
   * @property {number | null} begun virtual milliseconds; null before the frame that first shows it
   * @property {number} length milliseconds
   * @property {Animation | null} hold keeps snapping off while it moves
   * @property {(interrupted: boolean) => void} done
   */
  /** @type {Map<Scroller, Motion>} */
  const moving = new Map();

  /** @param {Scroller} scroller @returns {number[]} */
  realm.positionOf = (scroller) =>
    scroller instanceof Document ? [readX(), readY()] : [left.get.call(scroller), top.get.call(scroller)];
  /** @param {Scroller} scroller */
  realm.isScrolling = (scroller) => moving.has(scroller);
  const isSame = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a[0] === b[0] && a[1] === b[1];
  const boxOf = (/** @type {Scroller} */ scroller) =>
    scroller instanceof Document ? /** @type {Document} */ (scroller).documentElement : scroller;

  /** @param {Scroller} scroller @param {number[]} position */
  const put = (scroller, position) => {
    const options = { left: position[0], top: position[1], behavior: "instant" };
    if (scroller instanceof Document) scrollWindow.call(page, options);
    else scrollElement.call(scroller, options);
  };

  /** @param {Scroller} scroller @param {unknown} behaviour */
  const isSmooth = (scroller, behaviour) =>
    behaviour === "smooth" || (behaviour !== "instant" && styleOf(boxOf(scroller)).scrollBehavior === "smooth");

  // A scroller that snaps would snap at every step. An animation with no timeline takes that off; no attribute changes.
  /** @param {Scroller} scroller */
  const holdOf = (scroller) => {
    const box = boxOf(scroller);
    if (styleOf(box).scrollSnapType === "none") return null;
    const effect = new page.KeyframeEffect(box, { scrollSnapType: ["none", "none"] }, { fill: "both", duration: 1 });
    const hold = new page.Animation(effect, null);
    hold.currentTime = 0;
    return hold;
  };

  /** @param {Scroller} scroller @param {boolean} interrupted */
  const stop = (scroller, interrupted) => {
    const motion = moving.get(scroller);
    if (!motion) return;
    moving.delete(scroller);
    motion.hold?.cancel();
    motion.done(interrupted);
  };

  /** What came of a scroll that was done at once. */
  const owner = {
    positionOf: realm.positionOf,
    /** Lets it snap while a new target is looked for. @param {Scroller} scroller */
    release(scroller) {
      const motion = moving.get(scroller);
      motion?.hold?.cancel();
      if (motion) motion.hold = null;
    },
    /**
     * @param {Scroller} scroller @param {number[]} before @param {unknown} behaviour
     * @param {boolean} named whether just this scroller was asked to scroll
     * @returns {Promise<unknown> | undefined} settles when the motion ends, where one begins
     */
    settle(scroller, before, behaviour, named) {
      const after = realm.positionOf(scroller);
      const motion = moving.get(scroller);
      if (isSame(before, after)) {
        if (motion && named) {
          stop(scroller, true);
          realm.noteScroll(scroller, true);
        } else if (motion) motion.hold = holdOf(scroller);
        return undefined;
      }
      stop(scroller, true);
      if (!isSmooth(scroller, behaviour)) {
        realm.noteScroll(scroller, true);
        return undefined;
      }
      return begin(scroller, before, after);
    },
  };
  realm.scrollOwner = owner;

  /** @param {Scroller} scroller @param {number[]} from @param {number[]} to */
  const begin = (scroller, from, to) => {
    const hold = holdOf(scroller);
    put(scroller, from);
    const length = scrollLength(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])));
    return new page.Promise((/** @type {(value: unknown) => void} */ resolve) => {
      const done = (/** @type {boolean} */ interrupted) => resolve({ interrupted });
      moving.set(scroller, { from, to, at: from, asked: clock.now(), begun: null, length, hold, done });
    });
  };

  /** Moves what moves to the frame that has begun. @param {number} last time of the frame before */
  realm.seekScrolls = (last) => {
    for (const [scroller, motion] of moving) {
      const isThere = scroller instanceof Document ? scroller === page.document : scroller.isConnected;
      if (!isThere || !isSame(realm.positionOf(scroller), motion.at)) {
        stop(scroller, true);
        continue;
      }
      motion.begun ??= motion.asked > last + SAME_TIME ? clock.frameTime : last;
      const progress = clock.elapsed(motion.begun) / motion.length;
      if (progress < 1) {
        const way = easeInOut(progress);
        put(scroller, motion.from.map((from, axis) => from + (motion.to[axis] - from) * way));
        motion.at = realm.positionOf(scroller);
        realm.noteScroll(scroller, false);
        continue;
      }
      motion.hold?.cancel();
      motion.hold = null;
      put(scroller, motion.to);
      stop(scroller, false);
      realm.noteScroll(scroller, true);
    }
  };
}

/**
 * Does a scroll, and has what should be smooth be so.
 * @param {{owner: any, scroller: Scroller}[]} scrollers those that it may move
 * @param {unknown} behaviour as the page gave it
 * @param {boolean} named whether just these were asked to scroll
 * @param {() => any} operation the browser's own
 */
function carryOut(scrollers, behaviour, named, operation) {
  const before = scrollers.map(({ owner, scroller }) => owner.positionOf(scroller));
  for (const { owner, scroller } of scrollers) owner.release(scroller);
  const result = operation();
  const motions = scrollers.map(({ owner, scroller }, index) => owner.settle(scroller, before[index], behaviour, named));
  return result && (motions.find((motion) => motion) ?? result);
}
