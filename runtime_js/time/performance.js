// performance.now, timeOrigin, marks and measures. All on the virtual clock.

/** @param {Realm} realm */
function installPerformance(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Performance.prototype;
  replaceFunction(prototype, "now", () => clock.now());
  replaceAccessor(prototype, "timeOrigin", { get: () => clock.epoch });
  const nativeToJSON = prototype.toJSON;
  const nativeMark = prototype.mark;
  const nativeMeasure = prototype.measure;

  /** @param {any} options */
  const dated = (options) => (options?.startTime === undefined ? { ...options, startTime: clock.now() } : options);
  const replacements = {
    /** @this {Performance} */
    toJSON() {
      const told = { ...nativeToJSON.call(this), timeOrigin: clock.epoch };
      if (told.timing) told.timing = this.timing.toJSON();
      return told;
    },
    /** @this {Performance} @param {any[]} given */
    mark(...given) {
      return given.length === 0 ? nativeMark.call(this) : nativeMark.call(this, given[0], dated(given[1]));
    },
    /** @this {Performance} @param {any[]} given */
    measure(...given) {
      const [name, start, end] = given;
      if (given.length === 0) return nativeMeasure.call(this);
      if (start !== null && typeof start === "object") {
        const empty = Object.values(start).every((value) => value === undefined);
        const endsNow = empty || (start.start !== undefined && start.end === undefined && start.duration === undefined);
        if (!endsNow || end !== undefined) return nativeMeasure.apply(this, given);
        return nativeMeasure.call(this, name, { ...start, end: clock.now() });
      }
      return nativeMeasure.call(this, name, { start: start ?? 0, end: end ?? clock.now() });
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
  replaceClass(page, "PerformanceMark", {
    construct: (target, [name, options, ...rest], newTarget) =>
      Reflect.construct(target, name === undefined ? [] : [name, dated(options), ...rest], newTarget),
  });
}
