// When something happens in SMIL: begins, ends and repetitions, as far as they can be told beforehand from an animation's
// attributes and its current interval. A moment too many does no harm: the browser itself decides what happens in it.

/**
 * @typedef {object} Times a `begin` or `end` list
 * @property {number[]} offsets seconds of the container
 * @property {Condition[]} conditions on other animations
 * @property {boolean} heard whether events (also repetitions) are among what it waits for
 * @typedef {object} Condition
 * @property {string} id of the other animation or element; empty for the animated element itself
 * @property {"begin" | "end" | "repeat" | "event"} kind
 * @property {string} type of the event
 * @property {number} count of the repetition
 * @property {number} offset seconds after that
 */

// The browser's SMIL counts whole microseconds, but it takes and tells its times in single precision.
/** How far apart two times can be that are the same, in seconds. @param {number} time seconds */
const slackOf = (time) => 2e-6 + time * 2 ** -23;

const NO_TIMES = /** @type {Times} */ ({ offsets: [], conditions: [], heard: false });
const CONDITION = /^(?:([^+-]*)\.)?(begin|end|repeat\((\d+)\)|[^.+-]+)(?:\s*([+-])\s*(\S+))?$/;
/** @type {Record<string, number>} in seconds */
const UNITS = { h: 3600, min: 60, s: 1, ms: 0.001 };
/** @type {Map<string, Times>} */
const parsedTimes = new Map();

/**
 * A clock value (https://www.w3.org/TR/SVG11/animate.html#ClockValueSyntax) in seconds; NaN for anything else.
 * @param {string | null} text
 */
function clockValue(text) {
  const [, hours, minutes, seconds] = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text?.trim() ?? "") ?? [];
  if (seconds !== undefined) return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  const [, count, unit = "s"] = /^(\d*\.?\d+)(h|min|s|ms)?$/.exec(text?.trim() ?? "") ?? [];
  return count === undefined ? NaN : Number(count) * UNITS[unit];
}

/** @param {string | null} list @returns {Times} */
function parseTimes(list) {
  if (list === null) return NO_TIMES;
  let times = parsedTimes.get(list);
  if (times) return times;
  times = { offsets: [], conditions: [], heard: false };
  for (const item of list.split(";")) {
    const word = item.trim();
    const offset = word.startsWith("-") ? -clockValue(word.slice(1)) : clockValue(word.replace(/^\+/, ""));
    if (!Number.isNaN(offset)) {
      times.offsets.push(offset);
      continue;
    }
    const [, id, kind, count, sign, length] = CONDITION.exec(word) ?? [];
    if (kind === undefined || kind === "indefinite") continue;
    const later = length === undefined ? 0 : clockValue(length) * (sign === "-" ? -1 : 1);
    const synced = kind === "begin" || kind === "end";
    if (!synced) times.heard = true;
    if (Number.isNaN(later)) continue;
    const happening = count === undefined ? "event" : "repeat";
    const condition = { id: id ?? "", type: kind, count: Number(count ?? 0), offset: later };
    times.conditions.push({ ...condition, kind: synced ? kind : happening });
  }
  parsedTimes.set(list, times);
  return times;
}

/** The start of an animation's current or next interval, in seconds; NaN where there is none. @param {SVGAnimationElement} animation */
function startOf(animation) {
  try {
    const told = animation.getStartTime();
    // The latest whole microsecond that single precision tells like this.
    return Math.floor((told + told * 2 ** -24) * 1e6 + 1e-3) / 1e6;
  } catch {
    return NaN;
  }
}

/** One repetition's length in seconds; Infinity where it is indefinite. @param {SVGAnimationElement} animation */
function simpleDuration(animation) {
  const duration = clockValue(animation.getAttribute("dur"));
  return duration > 0 ? duration : Infinity;
}

/** How long an animation repeats, in seconds. @param {SVGAnimationElement} animation */
function repeatingDuration(animation) {
  const simple = simpleDuration(animation);
  const countText = animation.getAttribute("repeatCount");
  const count = countText === "indefinite" ? Infinity : Number(countText ?? NaN);
  const repeat = animation.getAttribute("repeatDur") === "indefinite" ? Infinity : clockValue(animation.getAttribute("repeatDur"));
  if (!(repeat > 0 || count > 0)) return simple;
  return Math.min(repeat > 0 ? repeat : Infinity, count > 0 ? simple * count : Infinity);
}

/** How long an interval lasts that nothing else ends, in seconds. @param {SVGAnimationElement} animation */
function activeDuration(animation) {
  const duration = repeatingDuration(animation);
  const [least, most] = [clockValue(animation.getAttribute("min")), clockValue(animation.getAttribute("max"))];
  const [min, max] = [least > 0 ? least : 0, most > 0 ? most : Infinity];
  return min > max ? duration : Math.min(max, Math.max(min, duration));
}

/**
 * When the interval that starts then may end, in seconds: by itself, or by its list of offsets.
 * @param {SVGAnimationElement} animation @param {number} start
 */
function endsAfter(animation, start) {
  const ends = parseTimes(animation.getAttribute("end")).offsets.filter((end) => end > start);
  return [start + activeDuration(animation), ...ends];
}

/**
 * When something may happen to an animation, in seconds, in no order.
 * @param {SVGAnimationElement} animation
 * @param {number} now seconds
 * @param {(id: string) => SVGAnimationElement | undefined} find another animation
 * @param {WeakMap<SVGAnimationElement, number>} ended when each was seen to end
 * @param {boolean} repeats whether its repetitions count
 * @returns {number[]} NaN and times past among them
 */
function momentsOf(animation, now, find, ended, repeats) {
  const start = startOf(animation);
  const begin = parseTimes(animation.getAttribute("begin"));
  const end = parseTimes(animation.getAttribute("end"));
  const moments = [start, ...endsAfter(animation, start), ...begin.offsets];
  if (repeats) moments.push(start + (Math.floor((now - start) / simpleDuration(animation) + 1e-6) + 1) * simpleDuration(animation));
  for (const { id, kind, offset } of [...begin.conditions, ...end.conditions]) {
    const other = kind === "event" || kind === "repeat" ? undefined : find(id);
    if (!other) continue;
    const from = startOf(other);
    const bases = kind === "begin" ? [from] : [...endsAfter(other, from), ended.get(other) ?? NaN];
    for (const base of bases) moments.push(base + offset);
  }
  return moments;
}
