// A realm: one window of the composition (its own page, or an iframe in it) on the host's clock. Made by the window's
// own copy of these scripts, so that everything the page is handed belongs to it.

/**
 * @typedef {ReturnType<typeof createClock>} Clock
 * @typedef {{kind: string, detail: string, stack: string}} Fault
 * @typedef {object} Config what Python knows when the page is opened
 * @property {string} workerScript what is put in front of a worker's own script
 * @property {number} epoch milliseconds since 1970
 * @property {number} seed
 * @property {number} fps
 * @property {number} width
 * @property {number} height
 * @property {number | null} duration seconds; null until it was measured
 * @property {Record<string, unknown>} params
 * @property {Record<string, string>} properties CSS custom properties
 * @property {{width: number, height: number, strip: number, left: number}} layout
 * @property {string} entry the composition's address
 * @property {boolean} paced whether the browser shows at most 60 frames a second
 * @property {"" | "outside" | "everything"} trace which of what the page touches is recorded: see trace.js
 */

/** @typedef {any} Realm window, clock, seed, name and what the families add: see each install function */

/**
 * @param {any} page the window
 * @param {Host} host
 * @returns {Realm}
 */
function createRealm(page, host) {
  /** @type {Realm} */
  const realm = {
    window: page,
    clock: host.clock,
    host,
    seed: host.config.seed,
    name: host.nameRealm(page),
    duration: host.duration,
    document: page.document,
    run: createRunner(page, () => (host.clock.actor = realm)),
    /** Queues a task of the window. @param {() => void} work @param {number} [rank] @returns {Timer} */
    post: (work, rank) => host.clock.post(() => realm.gone() || realm.run(work), rank),
    /** The window showed its first, empty document so far, and lives on with the real one. */
    renew() {
      if (page.document === realm.document) return;
      realm.document = page.document;
      realm.forgetShadows();
      realm.createProperties();
      realm.watchSubframes();
      realm.watchLoads();
      realm.watchToggles();
    },
    /** True once the window shows another document of its own, or none. */
    gone() {
      try {
        if (page[REALM] !== realm || page.document.defaultView !== page) return true;
        realm.renew();
        return false;
      } catch {
        return true; // another origin
      }
    },
  };
  installSources(realm);
  installPictures(realm, host.pictures); // with the browser's own functions
  installDate(realm);
  installTemporal(realm);
  installPerformance(realm);
  installEvents(realm);
  installRandom(realm, host.uncontrolled);
  installTimers(realm);
  installEnvironment(page, host.config);
  installDevices(page, host.uncontrolled);
  installSurroundings(realm);
  installEntries(realm);
  installCanvases(realm);
  installObservers(realm, host.uncontrolled);
  installScrolling(realm);
  installScrollEvents(realm);
  installScrollCalls(realm);
  installStyleEvents(realm);
  installFrames(realm);
  installIdle(realm);
  installTurns(realm);
  installScheduler(realm);
  installMessages(realm);
  installWindowMessages(realm);
  installBroadcast(realm);
  installBodies(realm);
  installPromises(realm);
  installRequests(realm);
  installDatabases(realm);
  installLoads(realm);
  installToggles(realm);
  installScripts(realm);
  installImports(realm);
  installWorkers(realm);
  installSharedWorkers(realm);
  installShadows(realm);
  installAnimations(realm);
  installTimelines(realm);
  installViewTransitions(realm, host);
  installSmilEvents(realm);
  installSmil(realm);
  installOwnFrames(realm);
  installSubframes(realm, host.uncontrolled);
  installOutside(realm, host.uncontrolled);
  installReady(realm);
  installGuard(realm, host.fault);
  installApi(realm, host.config, host.end);
  installProperties(realm, host.config.properties);
  realm.createProperties();
  if (host.config.trace) installTrace(realm, (host.traced.touches ??= createTouches()), host.config.trace === "everything");
  return realm;
}
