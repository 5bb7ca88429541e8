// Temporal.Now (https://tc39.es/proposal-temporal/#sec-temporal-now-object), where the browser has it.

/** @param {Realm} realm */
function installTemporal(realm) {
  const { window: page, clock } = realm;
  const Temporal = page.Temporal;
  if (!Temporal) return;
  const now = Temporal.Now;
  const instant = () => Temporal.Instant.fromEpochMilliseconds(clock.date());
  /** @param {unknown} [zone] */
  const zoned = (zone) => instant().toZonedDateTimeISO(zone === undefined ? now.timeZoneId() : zone);
  replaceFunction(now, "instant", instant);
  replaceFunction(now, "zonedDateTimeISO", zoned);
  replaceFunction(now, "plainDateTimeISO", (/** @type {unknown} */ zone) => zoned(zone).toPlainDateTime());
  replaceFunction(now, "plainDateISO", (/** @type {unknown} */ zone) => zoned(zone).toPlainDate());
  replaceFunction(now, "plainTimeISO", (/** @type {unknown} */ zone) => zoned(zone).toPlainTime());
}
