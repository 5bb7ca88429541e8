// Date: every call form, static, `instanceof` and subclass; Intl's formatters and File, which read the time when given
// none.

/** @param {Realm} realm */
function installDate(realm) {
  const { window: page, clock } = realm;
  const NativeDate = page.Date;
  replaceFunction(NativeDate, "now", () => clock.date());
  replaceClass(page, "Date", {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.date()] : args, newTarget),
    apply: () => new NativeDate(clock.date()).toString(),
  });
  installDateTimeFormat(realm);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  if (!page.Document) return; // a worker
  replaceAccessor(page.Document.prototype, "lastModified", {
    get() {
      const now = new NativeDate(clock.date());
      const day = `${two(now.getMonth() + 1)}/${two(now.getDate())}/${now.getFullYear()}`;
      return `${day} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    },
  });
  replaceClass(page, "File", {
    construct: (target, [bits, name, options, ...rest], newTarget) => {
      const dated = options === undefined || options === null ? {} : options;
      const given = typeof dated === "object" && dated.lastModified === undefined;
      const own = given ? { type: dated.type, endings: dated.endings, lastModified: clock.date() } : options;
      return Reflect.construct(target, name === undefined ? [bits] : [bits, name, own, ...rest], newTarget);
    },
  });
}

/** @param {Realm} realm */
function installDateTimeFormat(realm) {
  const { window: page, clock } = realm;
  const prototype = page.Intl.DateTimeFormat.prototype;
  const nativeParts = prototype.formatToParts;
  const { formatToParts } = {
    /** @this {Intl.DateTimeFormat} @param {Date | number} [date] */
    formatToParts(date) {
      return nativeParts.call(this, date === undefined ? clock.date() : date);
    },
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
        const formatNow = (date) => format(date === undefined ? clock.date() : date);
        bound.set(this, (mine = disguise(formatNow, "", 1)));
      }
      return mine;
    },
  });
}
