// The performance timeline: entries of the browser's own have the virtual time of the frame that they belong to. Loading
// takes no virtual time, so what began and ended is the same moment. Entries that exist, or come, as the machine is fast
// or slow or as something was painted (long tasks, paint, layout shifts, input) are not supported at all: a page is told
// so, and finds what it would find in a browser that has never heard of them.

const KINDS = ["mark", "measure", "navigation", "resource", "visibility-state"];
const LOADING = ["redirect", "fetch", "domainLookup", "connect", "secureConnection", "request", "response", "worker"]
  .flatMap((name) => [`${name}Start`, `${name}End`])
  .concat("firstInterimResponseStart", "finalResponseHeadersStart", "workerRouterEvaluationStart", "workerCacheLookupStart");
const NAVIGATION = ["unloadEvent", "domContentLoadedEvent", "loadEvent"]
  .flatMap((name) => [`${name}Start`, `${name}End`])
  .concat("navigationStart", "domLoading", "domInteractive", "domComplete", "activationStart", "criticalCHRestart");
// Of a resource: the same whether it was in the browser's memory.
const TRANSFER = { deliveryType: "", nextHopProtocol: "http/1.1" };

/** @param {Realm} realm */
function installEntries(realm) {
  const { window: page, clock } = realm;
  const born = clock.frameTime;
  /** @type {WeakMap<PerformanceEntry, number>} of resources: the frame that they were loaded for */
  const stamps = new WeakMap();
  /** @param {PerformanceEntry} entry */
  const stamp = (entry) => {
    let time = stamps.get(entry);
    if (time === undefined) stamps.set(entry, (time = clock.frameTime));
    return time;
  };

  const base = page.PerformanceEntry.prototype;
  const readKind = accessor(base, "entryType").get;
  const readStart = accessor(base, "startTime").get;
  const readDuration = accessor(base, "duration").get;
  const isOwn = (/** @type {PerformanceEntry} */ entry) => ["mark", "measure"].includes(readKind.call(entry));
  const isResource = (/** @type {PerformanceEntry} */ entry) => readKind.call(entry) === "resource";

  /** @param {PerformanceEntry} entry */
  const startOf = (entry) => {
    const native = readStart.call(entry);
    if (isOwn(entry)) return native;
    return isResource(entry) ? stamp(entry) : native && born;
  };
  replaceAccessor(base, "startTime", {
    get() {
      return startOf(this);
    },
  });
  replaceAccessor(base, "duration", {
    get() {
      const native = readDuration.call(this);
      return isOwn(this) ? native : 0;
    },
  });
  replaceAccessor(base, "navigationId", { get: () => 1 });

  /** Replaces what is a moment, where it has come: 0 is one that has not. @param {any} prototype @param {number} origin */
  const replaceMoments = (prototype, origin) => {
    for (const name of [...LOADING, ...NAVIGATION]) {
      const read = Object.getOwnPropertyDescriptor(prototype ?? {}, name)?.get;
      if (!read) continue;
      replaceAccessor(prototype, name, {
        get() {
          const native = read.call(this);
          if (native === 0) return 0;
          return origin + (prototype !== page.PerformanceTiming?.prototype && isResource(this) ? stamp(this) : born);
        },
      });
    }
  };
  replaceMoments(page.PerformanceResourceTiming.prototype, 0);
  replaceMoments(page.PerformanceNavigationTiming.prototype, 0);
  replaceMoments(page.PerformanceTiming?.prototype, clock.epoch);
  fixValues(page.PerformanceResourceTiming.prototype, TRANSFER);

  for (const name of ["PerformanceEntry", "PerformanceResourceTiming", "PerformanceNavigationTiming", "PerformanceTiming"]) {
    const native = Object.getOwnPropertyDescriptor(page[name]?.prototype ?? {}, "toJSON")?.value;
    if (!native) continue;
    const changed = ["startTime", "duration", "navigationId", ...LOADING, ...NAVIGATION, ...Object.keys(TRANSFER)];
    const { toJSON } = {
      /** @this {any} */
      toJSON() {
        const told = native.call(this);
        for (const key of changed) if (key in told) told[key] = this[key];
        return told;
      },
    };
    replaceFunction(page[name].prototype, "toJSON", toJSON);
  }

  const nativeEntries = page.PerformanceObserverEntryList.prototype.getEntries;
  // They are given out in the order of their times.
  for (const [owner, names] of /** @type {[any, string[]][]} */ ([
    [page.Performance.prototype, ["getEntries", "getEntriesByType", "getEntriesByName"]],
    [page.PerformanceObserverEntryList.prototype, ["getEntries", "getEntriesByType", "getEntriesByName"]],
  ])) {
    for (const name of names) {
      const native = owner[name];
      const { replacement } = {
        /** @this {any} @param {any[]} given */
        replacement(...given) {
          /** @type {PerformanceEntry[]} */
          const entries = native.apply(this, given).filter((/** @type {any} */ entry) => KINDS.includes(readKind.call(entry)));
          const starts = new Map(entries.map((entry) => [entry, startOf(entry)]));
          return entries.sort((a, b) => Number(starts.get(a)) - Number(starts.get(b)));
        },
      };
      replaceFunction(owner, name, replacement);
    }
  }

  const observer = page.PerformanceObserver;
  const supported = page.Object.freeze(observer.supportedEntryTypes.filter((/** @type {string} */ kind) => KINDS.includes(kind)));
  replaceAccessor(observer, "supportedEntryTypes", { get: () => supported });
  const nativeObserve = observer.prototype.observe;
  const { observe } = {
    /** @this {PerformanceObserver} @param {any[]} given */
    observe(...given) {
      const { type, entryTypes } = given[0] ?? {};
      if (type !== undefined && entryTypes === undefined && !KINDS.includes(String(type))) return;
      if (!entryTypes || type !== undefined) return void nativeObserve.apply(this, given);
      const kinds = [...entryTypes].map(String).filter((kind) => KINDS.includes(kind));
      if (kinds.length > 0) nativeObserve.call(this, { entryTypes: kinds });
    },
  };
  replaceFunction(observer.prototype, "observe", observe);

  // Whatever the page asks: what was loaded for a frame is known before the next one begins. When the browser tells of it
  // is up to chance.
  /** @type {PerformanceEntry[]} */
  let loaded = [];
  const own = new observer((/** @type {PerformanceObserverEntryList} */ list) => void loaded.push(...nativeEntries.call(list)));
  nativeObserve.call(own, { type: "resource", buffered: true });
  const { takeRecords } = observer.prototype;
  realm.stampEntries = () => {
    for (const entry of [...loaded, ...takeRecords.call(own)]) stamp(entry);
    loaded = [];
  };
}
