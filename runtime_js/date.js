// Date: every call form, static, `instanceof` and subclass; Intl's formatters, which read the time when given none.

/** @param {Realm} realm */
function installDate(realm) {
  const { window: page, clock } = realm;
  const NativeDate = page.Date;
  // A proxy rather than a class: statics, `name`, `length` and `new.target` of subclasses stay the browser's own.
  const VirtualDate = new Proxy(NativeDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.date()] : args, newTarget),
    apply: () => new NativeDate(clock.date()).toString(),
  });
  replaceFunction(NativeDate, "now", () => clock.date());
  Object.defineProperty(NativeDate.prototype, "constructor", {
    value: VirtualDate,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  Object.defineProperty(page, "Date", { value: VirtualDate, writable: true, configurable: true, enumerable: false });
  installDateTimeFormat(realm);
}

/** @param {Realm} realm */
function installDateTimeFormat(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Intl.DateTimeFormat.prototype;
  const nativeParts = prototype.formatToParts;
  /** @this {Intl.DateTimeFormat} @param {Date | number} [date] */
  const formatToParts = function formatToParts(date) {
    return nativeParts.call(this, date === undefined ? clock.date() : date);
  };
  replaceFunction(prototype, "formatToParts", formatToParts);

  const nativeFormat = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  if (!nativeFormat) return;
  /** @type {WeakMap<Intl.DateTimeFormat, Function>} the standard hands out one bound function for each formatter */
  const bound = new WeakMap();
  replaceAccessor(prototype, "format", {
    get() {
      const format = nativeFormat.call(this);
      let mine = bound.get(this);
      if (!mine) {
        /** @param {Date | number} [date] */
        mine = (date) => format(date === undefined ? clock.date() : date);
        bound.set(this, mine);
      }
      return mine;
    },
  });
}
