// performance.now, timeOrigin, marks and measures; Event.timeStamp. All on the virtual clock.

/** @param {Realm} realm */
function installPerformance(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Performance.prototype;
  replaceFunction(prototype, "now", () => clock.now());
  replaceAccessor(prototype, "timeOrigin", { get: () => clock.epoch });

  const nativeMark = prototype.mark;
  /** @this {Performance} @param {string} name @param {PerformanceMarkOptions} [options] */
  const mark = function mark(name, options) {
    return nativeMark.call(this, name, { startTime: clock.now(), ...options });
  };
  replaceFunction(prototype, "mark", mark);

  const nativeMeasure = prototype.measure;
  /** @this {Performance} @param {string} name @param {any} [start] @param {string} [end] */
  const measure = function measure(name, start, end) {
    if (start !== null && typeof start === "object") {
      const given = { ...start };
      if (given.end === undefined && (given.start === undefined || given.duration === undefined)) given.end = clock.now();
      return nativeMeasure.call(this, name, given);
    }
    return nativeMeasure.call(this, name, { start: start ?? 0, end: end ?? clock.now() });
  };
  replaceFunction(prototype, "measure", measure);

  /** @type {WeakMap<Event, number>} */
  const stamps = new WeakMap();
  replaceAccessor(page.Event.prototype, "timeStamp", {
    get() {
      let stamp = stamps.get(this);
      if (stamp === undefined) stamps.set(this, (stamp = clock.now()));
      return stamp;
    },
  });
}
