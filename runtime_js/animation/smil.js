// SMIL animations. Every <svg>, nested ones too, has a time container of its own, which is natively paused (one that runs
// on the frozen timeline asks the browser for frames without end) and set to the frame's time. What the page sees of
// being paused is its own doing only.

const SVG = "http://www.w3.org/2000/svg";
const ANIMATIONS = ["animate", "animateTransform", "animateMotion", "set"];

/** @param {Realm} realm */
function installSmil(realm) {
  const { window: page, clock } = realm;
  const prototype = page.SVGSVGElement.prototype;
  const { pauseAnimations, animationsPaused, getCurrentTime, setCurrentTime } = prototype;
  /**
   * @typedef {object} Container
   * @property {number} begun virtual milliseconds at which it was at 0
   * @property {number} time milliseconds since then, as it was last set
   * @property {boolean} paused by the page
   */
  /** @type {WeakMap<SVGSVGElement, Container>} */
  const known = new WeakMap();
  let touched = false;

  /** @returns {SVGSVGElement[]} */
  const containers = () => {
    const found = [...page.document.getElementsByTagNameNS(SVG, "svg")];
    for (const root of realm.shadowRoots()) found.push(...root.querySelectorAll("svg"));
    return found;
  };
  /** @returns {SVGAnimationElement[]} */
  const animations = () => {
    const found = ANIMATIONS.flatMap((name) => [...page.document.getElementsByTagNameNS(SVG, name)]);
    for (const root of realm.shadowRoots()) found.push(...root.querySelectorAll(ANIMATIONS.join()));
    return found;
  };

  /** @param {SVGSVGElement} svg */
  const adopt = (svg) => {
    let container = known.get(svg);
    if (!container) {
      const paused = animationsPaused.call(svg);
      if (!paused) pauseAnimations.call(svg);
      container = { begun: clock.frameTime, time: getCurrentTime.call(svg) * 1000, paused };
      container.begun -= container.time;
      known.set(svg, container);
      const root = svg.getRootNode();
      if (root instanceof page.ShadowRoot) realm.takeSmilEvents(root);
    }
    return container;
  };

  /** Takes over containers that were added; they begin at the current frame. */
  realm.adoptSmil = () => {
    const svgs = containers();
    if (svgs.length === 0) return;
    for (const svg of svgs) adopt(svg);
    realm.noticeSmilEvents(animations());
  };
  /** Whether there is an animation in any container: most pages with <svg> elements have none. */
  const isMoving = () =>
    ANIMATIONS.some((name) => page.document.getElementsByTagNameNS(SVG, name).length > 0) ||
    (realm.shadowRoots().length > 0 && animations().length > 0);

  /** @param {SVGSVGElement} svg @param {Container} container @param {number} time milliseconds of it */
  const seek = (svg, container, time) => {
    container.time = time;
    setCurrentTime.call(svg, atLeastSingle(time / 1000));
  };
  /** Moves every container to the frame that has begun. */
  realm.seekSmil = () => {
    touched = false;
    if (!isMoving()) return;
    passMoments();
    for (const svg of containers()) {
      const container = known.get(svg);
      if (container && !container.paused) seek(svg, container, clock.elapsed(container.begun));
    }
  };
  // What the host has passed already is not there any more; a picture, in which no events are, has its repetitions here.
  const passMoments = () => {
    for (let count = 0; realm.smilConditions && count < MOST_ROUNDS; count += 1) {
      const moment = realm.nextSmil(clock.frameTime);
      if (moment === Infinity) return;
      for (const svg of members().keys()) {
        const container = /** @type {Container} */ (known.get(svg));
        seek(svg, container, toWholeMicrosecond(moment - container.begun));
      }
      for (const repeat of realm.smilRepetitions()) repeat();
    }
  };
  /** Moves a container to the clock's time, between two frames. @param {SVGSVGElement | null} svg */
  const keepUp = (svg) => {
    const container = svg && known.get(svg);
    if (!container || container.paused) return;
    const time = toWholeMicrosecond(clock.time - container.begun);
    if (time > container.time) seek(svg, container, time);
  };

  /** @returns {Map<SVGSVGElement, SVGAnimationElement[]>} the containers that run, with what is in them */
  const members = () => {
    const groups = new Map();
    for (const animation of animations()) {
      const svg = animation.ownerSVGElement;
      const container = svg && known.get(svg);
      if (!container || container.paused) continue;
      if (!groups.has(svg)) groups.set(svg, []);
      groups.get(svg).push(animation);
    }
    return groups;
  };
  /** The seconds of an animation's container, exactly. @param {SVGAnimationElement} animation */
  realm.smilTime = (animation) => {
    const svg = animation.ownerSVGElement;
    return svg ? (known.get(svg)?.time ?? getCurrentTime.call(svg) * 1000) / 1000 : NaN;
  };
  /**
   * The next moment at which something happens to an animation, for a page that listens; Infinity for none up to a limit.
   * Both in virtual milliseconds.
   * @param {number} limit
   */
  realm.nextSmil = (limit) => {
    let next = Infinity;
    for (const [svg, animated] of realm.smilListens ? members() : []) {
      const { begun, time } = /** @type {Container} */ (known.get(svg));
      let moment = toWholeMicrosecond(begun + 1000 * realm.nextSmilMoment(animated, time / 1000));
      if (moment > limit) moment = moment > limit + 1000 * slackOf(limit / 1000) ? Infinity : limit;
      if (moment > begun + time + SAME_TIME) next = Math.min(next, moment);
    }
    return next;
  };
  /** Moves the containers to such a moment, to which the clock was moved. */
  realm.enterSmil = () => {
    for (const svg of members().keys()) keepUp(svg);
  };
  /** @returns {(() => void)[]} repetitions to be told of, of such a moment */
  realm.smilRepetitions = () =>
    [...members()].flatMap(([svg, animated]) => realm.smilRepeats(animated, Number(known.get(svg)?.time) / 1000));
  /** Notes that an animation is made to begin or end. @param {SVGAnimationElement} animation @param {number} after seconds from now */
  realm.touchSmil = (animation, after) => {
    realm.awaitSmilMoment(animation, after);
    touched = true;
  };
  /** Whether a script had an animation begin or end: the browser takes that up in a task of its own. */
  realm.isSmilTouched = () => touched;
  realm.forgetSmilTouch = () => void (touched = false);
  /** Before an event that may begin or end an animation: it does so at the clock's time. @param {any} target @param {string} type */
  realm.keepUpSmil = (target, type) => {
    if (!realm.smilConditions || !(target instanceof page.Element)) return;
    for (const svg of members().keys()) keepUp(svg);
    realm.awaitSmil(animations(), target, type);
    touched = true;
  };
  /** @returns {number} how many SMIL elements the page has */
  realm.countSmil = () => animations().length;

  const replacements = {
    /** @this {SVGSVGElement} */
    pauseAnimations() {
      const container = adopt(this);
      keepUp(this);
      container.paused = true;
    },
    /** @this {SVGSVGElement} */
    unpauseAnimations() {
      const container = adopt(this);
      if (container.paused) container.begun = clock.time - container.time;
      container.paused = false;
    },
    /** @this {SVGSVGElement} */
    animationsPaused() {
      return known.get(this)?.paused ?? animationsPaused.call(this);
    },
    /** @this {SVGSVGElement} */
    getCurrentTime() {
      keepUp(this);
      const container = known.get(this);
      return container && !container.paused ? Math.fround(container.time / 1000) : getCurrentTime.call(this);
    },
    /** @this {SVGSVGElement} @param {any[]} given */
    setCurrentTime(...given) {
      setCurrentTime.apply(this, given);
      const container = known.get(this);
      if (!container) return;
      container.time = Number(given[0]) * 1000;
      container.begun = clock.time - container.time;
      touched = true;
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
  const nativeClick = page.HTMLElement.prototype.click;
  const { click } = {
    /** @this {HTMLElement} */
    click() {
      realm.keepUpSmil(this, "click");
      return nativeClick.call(this);
    },
  };
  replaceFunction(page.HTMLElement.prototype, "click", click);
  for (const name of ["beginElement", "beginElementAt", "endElement", "endElementAt"]) {
    const native = page.SVGAnimationElement.prototype[name];
    const { replacement } = {
      /** @this {SVGAnimationElement} @param {any[]} given */
      replacement(...given) {
        keepUp(this.ownerSVGElement);
        realm.touchSmil(this, Number(given[0] ?? 0));
        return native.apply(this, given);
      },
    };
    replaceFunction(page.SVGAnimationElement.prototype, name, replacement);
  }
}

/**
 * The smallest number of single precision that isn't below a time: the browser takes seconds in single precision
 * and cuts them to whole microseconds, so a time rounded down would fall short of a begin or an end that it meets.
 * @param {number} seconds not negative
 */
function atLeastSingle(seconds) {
  const single = new Float32Array([seconds]);
  if (single[0] < seconds) new Uint32Array(single.buffer)[0] += 1;
  return single[0];
}
