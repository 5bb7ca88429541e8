// SMIL animations. Every <svg>, nested ones too, has a time container of its own, which is natively paused (one that runs
// on the frozen timeline asks the browser for frames without end) and set to the frame's time. What the page sees of
// being paused is its own doing only.

const SVG = "http://www.w3.org/2000/svg";

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

  /** @returns {SVGSVGElement[]} */
  const containers = () => {
    const found = [...page.document.getElementsByTagNameNS(SVG, "svg")];
    for (const root of realm.shadowRoots()) found.push(...root.querySelectorAll("svg"));
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
      realm.noticeRepeats(svg);
    }
    return container;
  };

  /** Takes over containers that were added; they begin at the current frame. */
  realm.adoptSmil = () => {
    for (const svg of containers()) adopt(svg);
  };
  const names = ["animate", "animateTransform", "animateMotion", "set"];
  /** Whether there is an animation in any container: most pages with <svg> elements have none. */
  const isMoving = () =>
    names.some((name) => page.document.getElementsByTagNameNS(SVG, name).length > 0) ||
    (realm.shadowRoots().length > 0 && realm.countSmil() > 0);

  /** Moves every container to the frame that has begun. @returns {boolean} whether any was moved */
  realm.seekSmil = () => {
    if (!isMoving()) return false;
    let moved = false;
    for (const svg of containers()) {
      const container = known.get(svg);
      if (!container || container.paused) continue;
      container.time = clock.elapsed(container.begun);
      const seconds = atLeastSingle(container.time / 1000);
      setCurrentTime.call(svg, seconds);
      realm.repeatSmil(svg, seconds);
      moved = true;
    }
    return moved;
  };
  /** @returns {number} how many SMIL elements the page has */
  realm.countSmil = () =>
    [page.document, ...realm.shadowRoots()].reduce(
      (count, root) => count + root.querySelectorAll("animate, animateTransform, animateMotion, set").length,
      0,
    );

  const replacements = {
    /** @this {SVGSVGElement} */
    pauseAnimations() {
      adopt(this).paused = true;
    },
    /** @this {SVGSVGElement} */
    unpauseAnimations() {
      const container = adopt(this);
      if (container.paused) container.begun = clock.frameTime - container.time;
      container.paused = false;
    },
    /** @this {SVGSVGElement} */
    animationsPaused() {
      return known.get(this)?.paused ?? animationsPaused.call(this);
    },
    /** @this {SVGSVGElement} @param {any[]} given */
    setCurrentTime(...given) {
      setCurrentTime.apply(this, given);
      const container = known.get(this);
      if (!container) return;
      container.time = Number(given[0]) * 1000;
      container.begun = clock.frameTime - container.time;
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
}

/**
 * The smallest number of single precision that isn't below a time: the browser takes SMIL's seconds in single precision
 * and cuts them to whole microseconds, so a time rounded down would fall short of a begin or an end that it meets.
 * @param {number} seconds not negative
 */
function atLeastSingle(seconds) {
  const single = new Float32Array([seconds]);
  if (single[0] < seconds) new Uint32Array(single.buffer)[0] += 1;
  return single[0];
}
