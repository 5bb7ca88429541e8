// SMIL's events. A container that is sought tells of the begins and ends in between only what is left of them at its new
// time, in no order at all (by the addresses of the elements: it differs from run to run), and nothing of repetitions. So
// where a page listens, or has animations that begin with events, its containers stop at every moment at which something
// happens, as a timer has its own time; the browser's events are taken in there and dispatched in order: ends, then begins,
// each in the order of the document, then repetitions.

const TOLD = ["endEvent", "beginEvent", "repeatEvent"];

const SAME_SECONDS = SAME_TIME / 1000;
// Of the times that events and scripts gave an animation, so many are kept.
const MOST_AWAITED = 20;

/** @param {Realm} realm */
function installSmilEvents(realm) {
  const { window: page } = realm;
  const { addEventListener, dispatchEvent } = page.EventTarget.prototype;
  const { beginElementAt, endElementAt } = page.SVGAnimationElement.prototype;
  /** @type {{target: SVGAnimationElement, type: string}[]} the browser's events, in the order in which they came */
  let taken = [];
  /** @type {WeakSet<SVGAnimationElement>} those of which an end was seen, and no begin since */
  const over = new WeakSet();
  /** @type {WeakMap<SVGAnimationElement, number>} */
  const ended = new WeakMap();

  const take = (/** @type {any} */ event) => {
    if (!event.isTrusted || !(event.target instanceof page.SVGAnimationElement)) return;
    if (!realm.smilListens && !isHeard(event.target)) return;
    event.stopImmediatePropagation();
    if (event.type !== "repeatEvent") taken.push({ target: event.target, type: event.type });
  };
  /** Events do not leave the shadow tree that they are in. @param {EventTarget} root */
  realm.takeSmilEvents = (root) => {
    for (const type of TOLD) addEventListener.call(root, type, take, true);
  };
  realm.takeSmilEvents(page);

  // Whether the page listens, wherever it does so.
  const { replacement } = {
    /** @this {EventTarget} @param {any[]} given */
    replacement(...given) {
      if (TOLD.includes(given[0])) realm.smilListens = true;
      return addEventListener.apply(this, given);
    },
  };
  replaceFunction(page.EventTarget.prototype, "addEventListener", replacement);
  for (const name of ["onbegin", "onend", "onrepeat"]) {
    const { get, set } = accessor(page.SVGAnimationElement.prototype, name);
    replaceAccessor(page.SVGAnimationElement.prototype, name, {
      get,
      set(value) {
        realm.smilListens = true;
        set.call(this, value);
      },
    });
  }

  /** @param {SVGAnimationElement} animation */
  const isHeard = (animation) =>
    animation.hasAttribute("onbegin") ||
    animation.hasAttribute("onend") ||
    animation.hasAttribute("onrepeat") ||
    waitsForEvents(animation);
  /** @param {SVGAnimationElement} animation */
  const waitsForEvents = (animation) =>
    parseTimes(animation.getAttribute("begin")).heard || parseTimes(animation.getAttribute("end")).heard;
  realm.smilListens = false;
  /** Looks whether events matter: whether the page listens, or has animations that do. @param {SVGAnimationElement[]} animations */
  realm.noticeSmilEvents = (animations) => {
    realm.smilListens ||= animations.some(isHeard);
    realm.smilConditions = animations.some(waitsForEvents);
  };
  realm.smilConditions = false;

  /** @param {SVGAnimationElement} near @param {string} id */
  const find = (near, id) => {
    const other = /** @type {Document} */ (near.getRootNode()).getElementById?.(id);
    return other instanceof page.SVGAnimationElement ? /** @type {any} */ (other) : undefined;
  };
  /** @type {WeakMap<SVGAnimationElement, number[]>} when an event or a script had it begin or end, seconds of its container */
  const awaited = new WeakMap();
  /** @param {SVGAnimationElement} animation @param {number} after seconds from now */
  realm.awaitSmilMoment = (animation, after) => {
    const moment = realm.smilTime(animation) + after;
    awaited.set(animation, [...(awaited.get(animation) ?? []), moment].slice(-MOST_AWAITED));
  };
  /**
   * Notes what an event brings about later. @param {SVGAnimationElement[]} animations
   * @param {Element} target @param {string} type
   */
  realm.awaitSmil = (animations, target, type) => {
    for (const animation of animations) {
      for (const list of [animation.getAttribute("begin"), animation.getAttribute("end")]) {
        for (const condition of parseTimes(list).conditions) {
          const meant = condition.id === "" ? animation.targetElement === target : condition.id === target.id;
          if (meant && condition.kind === "event" && condition.type === type) realm.awaitSmilMoment(animation, condition.offset);
        }
      }
    }
  };

  /**
   * The next moment of a container, in its seconds; Infinity when there is none.
   * @param {SVGAnimationElement[]} members @param {number} now seconds
   */
  realm.nextSmilMoment = (members, now) => {
    let next = Infinity;
    for (const animation of members) {
      const moments = momentsOf(animation, now, (id) => find(animation, id), ended, true);
      for (const moment of [...moments, ...(awaited.get(animation) ?? [])]) {
        if (moment > now + SAME_SECONDS && moment < next) next = moment;
      }
    }
    return next;
  };

  /** @param {SVGAnimationElement} animation @param {string} type */
  const tell = (animation, type) => {
    realm.keepUpSmil(animation, type);
    dispatchEvent.call(animation, new page.Event(type));
  };
  realm.hasSmilEvents = () => taken.length > 0;
  /** The browser's events since the last time, each to be dispatched. @returns {(() => void)[]} */
  realm.smilEvents = () => {
    const ordered = inOrder(taken);
    taken = [];
    return ordered.map(({ target, type }) => () => {
      if (type === "endEvent") over.add(target);
      else over.delete(target);
      if (type === "endEvent") ended.set(target, realm.smilTime(target));
      tell(target, type);
    });
  };

  /**
   * The repetitions of a container at its time, each to be told: to listeners, and to animations that wait for them.
   * @param {SVGAnimationElement[]} members @param {number} now seconds
   * @returns {(() => void)[]}
   */
  realm.smilRepeats = (members, now) =>
    members
      .map((animation) => ({ animation, count: repetitionAt(animation, now) }))
      .filter(({ animation, count }) => count > 0 && !over.has(animation))
      .map(({ animation, count }) => () => {
        tell(animation, "repeatEvent");
        for (const other of animation.id ? members : []) {
          for (const [list, act] of /** @type {[string, Function][]} */ ([["begin", beginElementAt], ["end", endElementAt]])) {
            for (const after of offsetsOf(other.getAttribute(list), animation.id, count)) {
              act.call(other, after);
              realm.touchSmil(other, after);
            }
          }
        }
      });
}

/**
 * Ends before begins, each in the order of the document. What came of one seek is in no order, but has nothing twice and no
 * end after a begin of the same animation: by that several seeks are told apart.
 * @param {{target: SVGAnimationElement, type: string}[]} events
 */
function inOrder(events) {
  const groups = [];
  /** @type {{target: SVGAnimationElement, type: string}[]} */
  let group = [];
  for (const event of events) {
    if (group.some(({ target, type }) => target === event.target && (type === event.type || type === "beginEvent"))) {
      groups.push(group);
      group = [];
    }
    group.push(event);
  }
  groups.push(group);
  const follows = (/** @type {Node} */ a, /** @type {Node} */ b) => (b.compareDocumentPosition(a) & 4 ? 1 : -1);
  return groups.flatMap((one) =>
    one.sort((a, b) =>
      a.type === b.type ? (a.target === b.target ? 0 : follows(a.target, b.target)) : TOLD.indexOf(a.type) - TOLD.indexOf(b.type),
    ),
  );
}

/** Which repetition an animation begins at a time; 0 for none. @param {SVGAnimationElement} animation @param {number} now seconds */
function repetitionAt(animation, now) {
  const [start, simple] = [startOf(animation), simpleDuration(animation)];
  const count = Math.round((now - start) / simple);
  const end = Math.min(start + repeatingDuration(animation), ...endsAfter(animation, start));
  const within = end - now > slackOf(now);
  const meets = Math.abs(now - start - count * simple) <= slackOf(now);
  return count > 0 && within && meets ? count : 0;
}

/**
 * How long after another animation's repetition a condition is met, in seconds: of `a.repeat(2)+1s; b.end` for a and 2, [1].
 * @param {string | null} list @param {string} id @param {number} count
 */
function offsetsOf(list, id, count) {
  return parseTimes(list)
    .conditions.filter((condition) => condition.kind === "repeat" && condition.id === id && condition.count === count)
    .map(({ offset }) => offset);
}
