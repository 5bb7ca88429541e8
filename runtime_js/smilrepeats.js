// SMIL's repetitions. A container that is sought begins and ends its animations and tells so, but it skips what repeats:
// `repeatEvent`, and the animations that begin or end with another's n-th repetition. Both are made up for here, in pages
// that use them.

const REPEAT_CONDITION = /(?:^|;)\s*([^;\s.]+)\.repeat\((\d+)\)\s*(?:([+-])\s*([\d.]+)(ms|s)?)?\s*(?=;|$)/g;
const ANIMATIONS = "animate, animateTransform, animateMotion, set";
const USES_REPEATS = "[onrepeat], [begin*=repeat], [end*=repeat]";
const HEARS_EVENTS = "[onbegin], [onend], [onrepeat]";

/** @param {Realm} realm */
function installSmilRepeats(realm) {
  const { window: page } = realm;
  const prototype = page.SVGAnimationElement.prototype;
  const { addEventListener, dispatchEvent } = page.EventTarget.prototype;
  const { setCurrentTime } = page.SVGSVGElement.prototype;
  /** @type {WeakMap<SVGAnimationElement, {start: number, count: number}>} the interval, and its repetitions so far */
  const told = new WeakMap();
  let used = false;
  let heard = false;

  const replacements = {
    /** @this {EventTarget} @param {any[]} given */
    addEventListener(...given) {
      if (String(given[0]).startsWith("repeat")) used = true;
      heard = true;
      return addEventListener.apply(this, given);
    },
  };
  Object.defineProperty(prototype, "addEventListener", {
    value: disguise(replacements.addEventListener, "addEventListener", 2),
    writable: true,
    configurable: true,
    enumerable: false,
  });
  for (const name of ["onbegin", "onend", "onrepeat"]) {
    const { get, set } = accessor(prototype, name);
    replaceAccessor(prototype, name, {
      get,
      set(value) {
        if (name === "onrepeat") used = true;
        heard = true;
        set.call(this, value);
      },
    });
  }

  /** @param {SVGAnimationElement} animation @param {string} name */
  const tell = (animation, name) => dispatchEvent.call(animation, new page.Event(name));

  /**
   * Begins and ends what waits for an animation's repetition.
   * @param {SVGSVGElement} svg @param {SVGAnimationElement} animation @param {number} count
   * @param {number} time of it, in seconds @param {number} now of the frame
   */
  const repeat = (svg, animation, count, time, now) => {
    tell(animation, "repeatEvent");
    for (const other of animation.id ? animationsIn(svg) : []) {
      const active = isActive(other, now);
      for (const offset of offsetsOf(other.getAttribute("begin"), animation.id, count)) other.beginElementAt(time + offset - now);
      for (const offset of offsetsOf(other.getAttribute("end"), animation.id, count)) other.endElementAt(time + offset - now);
      setCurrentTime.call(svg, now); // takes up what was asked for, without its events
      if (!active && isActive(other, now)) tell(other, "beginEvent");
      if (active && !isActive(other, now)) tell(other, "endEvent");
    }
  };

  /** @param {SVGSVGElement} svg just adopted */
  realm.noticeRepeats = (svg) => {
    used ||= svg.querySelector(USES_REPEATS) !== null;
    heard ||= svg.querySelector(HEARS_EVENTS) !== null;
  };
  /** @returns {boolean} whether the page listens to what SMIL's animations tell */
  realm.hearsSmil = () => heard;
  /** @param {SVGSVGElement} svg just moved to the frame's time @param {number} now that time, in seconds */
  realm.repeatSmil = (svg, now) => {
    if (!used) return;
    for (const animation of animationsIn(svg)) {
      if (animation.ownerSVGElement !== svg) continue;
      const interval = intervalOf(animation);
      if (interval === null || interval.start > now) continue;
      const count = Math.floor((now - interval.start) / interval.duration + 1e-5);
      const before = told.get(animation);
      let last = before?.start === interval.start ? before.count : 0;
      told.set(animation, { start: interval.start, count });
      while (last < count) {
        last += 1;
        repeat(svg, animation, last, interval.start + last * interval.duration, now);
      }
    }
  };
}

/**
 * The current or next interval's start and the length of one repetition, in seconds; null where there is none.
 * @param {SVGAnimationElement} animation
 */
function intervalOf(animation) {
  try {
    const [start, duration] = [animation.getStartTime(), animation.getSimpleDuration()];
    return duration > 0 ? { start, duration } : null;
  } catch {
    return null; // none is to come, or it is endless
  }
}

/** @param {ParentNode} node @returns {SVGAnimationElement[]} */
const animationsIn = (node) => /** @type {SVGAnimationElement[]} */ ([...node.querySelectorAll(ANIMATIONS)]);

/** @param {SVGAnimationElement} animation @param {number} now seconds */
function isActive(animation, now) {
  try {
    return animation.getStartTime() <= now;
  } catch {
    return false;
  }
}

/**
 * How long after another animation's repetition a condition is met, in seconds: of `a.repeat(2)+1s; b.end` for a and 2, [1].
 * @param {string | null} conditions @param {string} id @param {number} count
 */
function offsetsOf(conditions, id, count) {
  return [...(conditions ?? "").matchAll(REPEAT_CONDITION)]
    .filter(([, other, number]) => other === id && Number(number) === count)
    .map(([, , , sign, length, unit]) => (Number(length ?? 0) / (unit === "ms" ? 1000 : 1)) * (sign === "-" ? -1 : 1));
}
