// Intersection-, Performance- and ReportingObserver. The browser calls them some time after the rendering update in which
// they saw something: by chance before or after the picture is taken, or after the next frame has begun. Here they are
// called at the time of that frame, as a task that comes before anything later: what they change is in its picture.
// Those that saw something in the same frame are called in the order in which they were made, with the elements in the
// order in which they were given (the browser goes by their places in memory).
// (Resize- and MutationObserver are called within the update and after the script, and need nothing.)

/** @param {Realm} realm @param {(what: string) => void} tell */
function installObservers(realm, tell) {
  const { window: page, clock } = realm;
  let made = false;
  /** Whether the page has an observer that is called after a rendering update. */
  realm.observes = () => made;

  /** @type {WeakMap<IntersectionObserver, IntersectionObserverEntry[]>} what the page has not been told yet */
  const held = new WeakMap();
  /** @type {WeakMap<IntersectionObserverEntry, number>} */
  const times = new WeakMap();
  const stamp = (/** @type {IntersectionObserverEntry} */ entry) => {
    let time = times.get(entry);
    if (time === undefined) times.set(entry, (time = clock.frameTime));
    return time;
  };

  /** @type {{rank: number, call: () => void}[]} in the order of arrival */
  let arrived = [];
  /** Has the page called for what was seen until now. */
  realm.tellObservers = () => {
    if (arrived.length === 0) return;
    const now = arrived.sort((a, b) => a.rank - b.rank);
    arrived = [];
    for (const { call } of now) realm.post(call);
  };

  let lastRank = 0;
  /**
   * @param {string} name
   * @param {(callback: Function, rank: number) => Function} hold @param {(options: any) => void} [look]
   */
  const replaceObserver = (name, hold, look) => {
    replaceClass(page, name, {
      construct: (target, [callback, ...rest], newTarget) => {
        made = true;
        lastRank += 1;
        look?.(rest[0]);
        const held = typeof callback === "function" ? hold(callback, lastRank) : callback;
        return Reflect.construct(target, [held, ...rest], newTarget);
      },
    });
  };
  for (const name of ["PerformanceObserver", "ReportingObserver"]) {
    replaceObserver(name, (callback, rank) => (/** @type {any[]} */ ...given) => {
      arrived.push({ rank, call: () => callback.apply(given[1], given) });
    });
  }

  /** @type {WeakMap<IntersectionObserver, WeakMap<Element, number>>} in which order they were given */
  const places = new WeakMap();
  let lastPlace = 0;
  /** @param {IntersectionObserver} observer @param {IntersectionObserverEntry} entry */
  const placeOf = (observer, { target }) => places.get(observer)?.get(target) ?? 0;

  /** @param {Function} callback @param {number} rank */
  const holdIntersections = (callback, rank) => (/** @type {any[]} */ entries, /** @type {IntersectionObserver} */ observer) => {
    entries.forEach(stamp);
    entries.sort((a, b) => placeOf(observer, a) - placeOf(observer, b));
    const waiting = held.get(observer);
    if (waiting) waiting.push(...entries);
    else held.set(observer, entries);
    if (waiting) return;
    const call = () => {
      const told = held.get(observer) ?? [];
      held.delete(observer);
      if (told.length > 0) callback.call(observer, told, observer);
    };
    arrived.push({ rank, call });
  };
  replaceObserver("IntersectionObserver", holdIntersections, (options) => {
    if (options?.trackVisibility) tell("an IntersectionObserver that tracks visibility,");
  });

  const prototype = page.IntersectionObserver.prototype;
  const { observe, takeRecords, disconnect, unobserve } = prototype;
  const replacements = {
    /** @this {IntersectionObserver} @param {any[]} given */
    observe(...given) {
      observe.apply(this, given);
      const order = places.get(this) ?? new WeakMap();
      if (!order.has(given[0])) order.set(given[0], ++lastPlace);
      places.set(this, order);
    },
    /** @this {IntersectionObserver} */
    takeRecords() {
      const records = [...(held.get(this) ?? []), ...takeRecords.call(this)];
      if (held.has(this)) held.set(this, []);
      records.forEach(stamp);
      return records;
    },
    /** @this {IntersectionObserver} */
    disconnect() {
      disconnect.call(this);
      if (held.has(this)) held.set(this, []);
    },
    /** @this {IntersectionObserver} @param {any[]} given */
    unobserve(...given) {
      unobserve.apply(this, given);
      const waiting = held.get(this);
      if (waiting) held.set(this, waiting.filter((entry) => entry.target !== given[0]));
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);

  const readTime = accessor(page.IntersectionObserverEntry.prototype, "time").get;
  replaceAccessor(page.IntersectionObserverEntry.prototype, "time", {
    get() {
      readTime.call(this); // throws for what is no entry
      return stamp(this);
    },
  });
}
