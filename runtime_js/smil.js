// SMIL animations: every outermost <svg> has a time container of its own, which is paused and set to the frame's time.

/** @param {Realm} realm */
function installSmil(realm) {
  const { window: page, clock } = realm;
  /** @type {WeakMap<SVGSVGElement, number>} virtual milliseconds at which the container began */
  const begun = new WeakMap();

  const containers = () =>
    /** @type {SVGSVGElement[]} */ ([...page.document.getElementsByTagNameNS("http://www.w3.org/2000/svg", "svg")]).filter(
      (svg) => svg.ownerSVGElement === null,
    );

  /** @param {SVGSVGElement} svg @param {number} time */
  const seek = (svg, time) => svg.setCurrentTime((time - /** @type {number} */ (begun.get(svg))) / 1000);

  /** Takes over containers that were added since; they begin at the current frame. */
  realm.adoptSmil = () => {
    for (const svg of containers()) {
      if (begun.has(svg)) continue;
      begun.set(svg, clock.frameTime);
      svg.pauseAnimations();
      seek(svg, clock.frameTime);
    }
  };
  /** @param {number} time virtual milliseconds */
  realm.seekSmil = (time) => {
    for (const svg of containers()) if (begun.has(svg)) seek(svg, time);
  };
  /** @returns {number} how many SMIL elements the page has */
  realm.countSmil = () => page.document.querySelectorAll("animate, animateTransform, animateMotion, set").length;
}
