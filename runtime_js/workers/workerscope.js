// The inside of a worker: a clock of its own that the hub moves (hub.js). Runs before the worker's own script.

// Real milliseconds until it is asked again whether the browser is done; and after how many times without anything a module
// is taken to wait for the page itself (imports.js).
const LOOK_AGAIN = 1000;
const LOOKS_BEFORE_WAY = 4;

/**
 * @param {any} scope the worker's global object
 * @param {Config} config
 * @param {string} source of all this, for workers that the worker makes: see `worker_script` in hframes/runtime.py
 */
function installWorkerScope(scope, config, source) {
  const told = readName(scope);
  if (!told || scope[REALM]) return;
  Object.defineProperty(scope, "name", { value: told.own, writable: true, configurable: true });
  const listen = scope.EventTarget.prototype.addEventListener;
  const { structuredClone, MessageChannel, MessageEvent, OffscreenCanvas } = scope;
  const { start } = scope.MessagePort.prototype;
  const clock = createClock(config.epoch);
  clock.beginFrame(told.frame, told.frameTime);
  clock.advance(told.time);
  const operations = createOperations(scope);
  const imports = createImports(operations);
  const turn = createTurns(scope, () => clock.beginTask());
  /** @type {MessagePort | null} */
  let control = null;
  /** @type {[any, any[]][]} what is to be said once there is a way */
  const unsaid = [];
  /** @type {Letter[]} */
  const letters = [];

  /** @param {any} words @param {any[]} [transfer] */
  const say = (words, transfer = []) => {
    if (control) control.postMessage(words, transfer);
    else {
      const copy = structuredClone({ words, transfer }, { transfer });
      unsaid.push([copy.words, copy.transfer]);
    }
  };
  const mail = createMail(told.name, clock, (letter) => say({ kind: "letter", letter }, letter.list));
  const host = {
    ...mail,
    config,
    operations,
    /** Until a worker is begun, nothing is handed over in it: its own script may wait for what it imports. */
    get imports() {
      return control ? imports : null;
    },
    /** @type {{touches: Touches | null}} what the worker touched, where that is recorded */
    traced: { touches: null },
    workerScript: () => `(source => (0, eval)(source)(source))(${JSON.stringify(source)});`,
    uncontrolled: (/** @type {string} */ what) => console.warn(`hframes: ${what} runs on the machine's own time`),
    /** @param {string} name @returns {MessagePort} */
    createWorker(name) {
      const { port1, port2 } = new MessageChannel();
      say({ kind: "born", name, control: port1 }, [port1]);
      return port2;
    },
  };
  /** @type {Realm} */
  const realm = {
    window: scope,
    clock,
    host,
    isHome: true,
    seed: config.seed,
    name: told.name,
    gone: () => false,
    run: createRunner(scope, () => (clock.actor = realm)),
    post: (/** @type {() => void} */ work, /** @type {number} */ rank) => clock.post(() => realm.run(work), rank),
  };
  Object.defineProperty(scope, REALM, { value: realm, enumerable: false });
  const frames = createWorkerFrames(realm);
  installWorkerFamilies(realm, config);

  const receive = (/** @type {any} */ letter) => {
    if (letter.port) {
      const init = { data: "", ports: [letter.port], source: letter.port };
      realm.post(() => realm.passEvent(scope, new MessageEvent("connect", init)));
      return;
    }
    if (!("scope" in letter.to)) {
      mail.receive(letter);
      return;
    }
    const message = realm.unpack(letter);
    realm.post(() => realm.dispatchMessage(scope, message));
  };
  /** @type {(() => void)[]} results of operations that are still to be handed over */
  const results = [];
  /** @param {number} time virtual milliseconds */
  const doPiece = (time) => {
    if (clock.fireNext(Math.min(clock.time, time))) return true;
    const deliver = results.shift();
    deliver?.();
    return deliver !== undefined || (!operations.waiting && clock.fireNext(time));
  };
  /** @param {number} time virtual milliseconds */
  const runUntil = async (time) => {
    clock.advance(time);
    for (const letter of letters.splice(0)) receive(letter);
    for (let looks = 0; ; ) {
      await turn(() => doPiece(time));
      if (!operations.waiting) return;
      await operations.change(LOOK_AGAIN);
      const done = operations.take();
      results.push(...done);
      looks = done.length > 0 ? 0 : looks + 1;
      if (looks >= LOOKS_BEFORE_WAY) imports.giveWay();
    }
  };
  const done = () => {
    const pictures = host.canvases.copies(OffscreenCanvas);
    const next = clock.nextDue === Infinity ? null : clock.nextDue;
    const touched = host.traced.touches && takeTouched(host.traced.touches);
    say({ kind: "done", next, pictures, touched }, pictures.map(([, bitmap]) => bitmap));
  };
  /** @param {any} order */
  const obey = async (order) => {
    if (order.kind === "letter") {
      letters.push(order.letter);
      return;
    }
    if (order.kind === "frame") {
      clock.beginFrame(order.frame, order.time);
      const callbacks = frames.take();
      await turn(() => {
        const callback = callbacks.shift();
        if (callback) realm.run(callback);
        return callback !== undefined;
      });
    }
    await runUntil(order.time);
    done();
  };

  /** @param {MessagePort} port to the hub */
  const begin = (port) => {
    control = port;
    for (const [words, transfer] of unsaid.splice(0)) control.postMessage(words, transfer);
    listen.call(control, "message", (/** @type {any} */ { data }) => obey(data));
    control.start();
    void runUntil(clock.time).then(done);
  };
  // The first message is the port to the hub. The browser delivers it once the worker's script has been read.
  realm.catchEvents(scope, ["message"], (/** @type {MessageEvent} */ event) => {
    if (!control) begin(event.ports[0]);
    return true;
  });
  // A shared worker gets it with the first page that connects, and from every page the id of its end.
  realm.catchEvents(scope, ["connect"], (/** @type {MessageEvent} */ { ports: [port] }) => {
    const onFirst = (/** @type {MessageEvent} */ event) => {
      const { id, remote, control: own } = event.data;
      event.stopImmediatePropagation();
      realm.adoptEnd(port, id, remote);
      letters.push(/** @type {any} */ ({ port }));
      say({ kind: "connected" });
      if (own) begin(own);
    };
    listen.call(port, "message", onFirst, { once: true });
    start.call(port);
    return true;
  });
  installWorkerSpeech(realm, told.name, say);
}

/** @param {any} scope @returns {{name: string, own: string, time: number, frame: number, frameTime: number} | null} */
function readName(scope) {
  try {
    const told = JSON.parse(scope.name);
    return typeof told.frameTime === "number" ? told : null;
  } catch {
    return null;
  }
}

/** @param {Realm} realm @param {Config} config */
function installWorkerFamilies(realm, config) {
  installSources(realm);
  installDate(realm);
  installTemporal(realm);
  installPerformance(realm);
  installEvents(realm);
  installRandom(realm, realm.host.uncontrolled);
  installTimers(realm);
  installEnvironment(realm.window, config);
  installTurns(realm);
  installScheduler(realm);
  installMessages(realm);
  installBroadcast(realm);
  installBodies(realm);
  installPromises(realm);
  installRequests(realm);
  installDatabases(realm);
  installImports(realm);
  installWorkers(realm);
  if (config.trace) installTrace(realm, (realm.host.traced.touches = createTouches()), config.trace === "everything");
}

/** requestAnimationFrame of a worker. @param {Realm} realm */
function createWorkerFrames({ window: scope, clock }) {
  /** @type {Map<number, FrameRequestCallback>} */
  let waiting = new Map();
  /** @type {Map<number, FrameRequestCallback>} */
  let running = new Map();
  let lastId = 0;
  replaceFunction(scope, "requestAnimationFrame", (/** @type {any[]} */ ...given) => {
    checkArguments(scope, "requestAnimationFrame", given, true);
    waiting.set(++lastId, given[0]);
    return lastId;
  });
  replaceFunction(scope, "cancelAnimationFrame", (/** @type {any} */ id) => {
    waiting.delete(+id);
    running.delete(+id);
  });
  return {
    /** @returns {(() => void)[]} the callbacks of the frame that has begun */
    take() {
      running = waiting;
      waiting = new Map();
      return [...running].map(([id, callback]) => () => running.has(id) && callback(clock.frameTime));
    },
  };
}

/** postMessage and close of a worker, and what it throws. @param {Realm} realm @param {string} name @param {any} say */
function installWorkerSpeech(realm, name, say) {
  const { window: scope, host } = realm;
  const { postMessage, close } = scope;
  replaceFunction(scope, "postMessage", (/** @type {any[]} */ ...given) => {
    if (given.length === 0) postMessage.apply(scope, given); // throws
    host.send({ owner: name }, realm.pack(given[0], transferOf(given[1])));
  });
  replaceFunction(scope, "close", () => {
    say({ kind: "closed" });
    close.call(scope);
  });
  /** @param {any} event */
  const onError = (event) => {
    event.preventDefault();
    const { message, filename, lineno, colno, error } = event;
    const told = { message, filename, lineno, colno, stack: String(error?.stack ?? "") || undefined };
    say({ kind: "letter", letter: { ...EMPTY, after: undefined, to: { owner: name }, error: told } });
  };
  scope.EventTarget.prototype.addEventListener.call(scope, "error", onError);
}
