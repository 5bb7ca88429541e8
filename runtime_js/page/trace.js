// Records which sources of time, chance and surroundings a page touches: where, how often, and from where it came there.
// In a render only what stays outside the clock or reads the machine is recorded, which is rarely touched; everything is
// where two renders of the page differed, and for `hframes lint --runtime`.

/**
 * @typedef {object} Touched one source at one place of the page
 * @property {string} key name and place
 * @property {string} name
 * @property {boolean} held whether the clock holds it
 * @property {number} frame at which it was touched there first
 * @property {string} stack the page's, at that time
 * @property {number} count
 * @property {boolean} worker whether it was touched in a worker, whose first line begins with the clock
 */

/**
 * @typedef {object} DrawnText
 * @property {string} font as the canvas had it
 * @property {Set<string>} characters
 * @property {string} stack the page's, when it was first drawn with it
 */

/**
 * @typedef {object} Touches
 * @property {Touched[]} list in order of their first time
 * @property {Map<string, Touched>} places by name and place
 * @property {Map<string, {all: number}>} counts by name
 * @property {Map<string, DrawnText>} texts in canvases, by font
 */

// Functions, classes and properties by their path from the window, a place with its names in each line. What comes under
// the clock's control moves from the first list to one of the others.
const NOT_HELD = listed(`
  HTMLMediaElement.prototype: play currentTime played buffered captureStream
  HTMLVideoElement.prototype: requestVideoFrameCallback getVideoPlaybackQuality
  AudioContext.prototype: getOutputTimestamp outputLatency
  BaseAudioContext.prototype: currentTime createScriptProcessor
  AnalyserNode.prototype: getByteTimeDomainData getFloatTimeDomainData getByteFrequencyData getFloatFrequencyData
  HTMLCanvasElement.prototype: captureStream
  : AudioContext MediaRecorder MediaSource MediaStreamTrackProcessor
  : VideoDecoder VideoEncoder AudioDecoder AudioEncoder
  SpeechSynthesis.prototype: speak
  : WeakRef FinalizationRegistry
  WeakRef.prototype: deref
  Worklet.prototype: addModule
  WebGL2RenderingContext.prototype: fenceSync getQueryParameter
  GPU.prototype: requestAdapter
  Atomics: wait waitAsync
  : RTCPeerConnection
  RTCPeerConnection: generateCertificate
  RTCPeerConnection.prototype: getStats createOffer
  SubtleCrypto.prototype: sign encrypt wrapKey
  URL: createObjectURL
  : WebSocket EventSource WebTransport CompressionStream DecompressionStream
  ServiceWorkerContainer.prototype: register
  LockManager.prototype: request`);

// What has a fixed value, or is empty: in a bare browser it is the machine's, or an earlier visit's.
const SURROUNDINGS = listed(`
  : devicePixelRatio outerWidth outerHeight screenX screenY
  Navigator.prototype: language languages userAgent hardwareConcurrency deviceMemory
  Navigator.prototype: platform vendor appVersion maxTouchPoints onLine
  Navigator.prototype: getGamepads getBattery getUserMedia webkitGetUserMedia requestMIDIAccess sendBeacon
  NavigatorUAData.prototype: brands platform mobile getHighEntropyValues
  NetworkInformation.prototype: effectiveType rtt downlink saveData
  MediaDevices.prototype: getUserMedia getDisplayMedia enumerateDevices
  Geolocation.prototype: getCurrentPosition watchPosition
  SpeechSynthesis.prototype: getVoices
  Clipboard.prototype: read readText
  USB.prototype: getDevices requestDevice
  HID.prototype: getDevices requestDevice
  Serial.prototype: getPorts requestPort
  : Accelerometer Gyroscope LinearAccelerationSensor GravitySensor
  : AbsoluteOrientationSensor RelativeOrientationSensor webkitSpeechRecognition Notification
  Screen.prototype: width height availWidth availHeight
  Performance.prototype: memory
  StorageManager.prototype: estimate
  Storage.prototype: getItem key length
  IDBFactory.prototype: open databases
  CacheStorage.prototype: open match has keys
  Document.prototype: cookie
  WebGLRenderingContext.prototype: getParameter
  WebGL2RenderingContext.prototype: getParameter`);

const HELD = listed(`
  : Date setTimeout setInterval requestAnimationFrame requestIdleCallback
  Date: now
  Date.prototype: getTimezoneOffset toLocaleString toLocaleDateString toLocaleTimeString
  Number.prototype: toLocaleString
  String.prototype: localeCompare
  Intl: NumberFormat DateTimeFormat Collator PluralRules RelativeTimeFormat ListFormat Segmenter
  Intl.DateTimeFormat.prototype: format
  Document.prototype: lastModified
  Temporal.Now: instant zonedDateTimeISO plainDateTimeISO plainDateISO plainTimeISO
  Performance.prototype: now timeOrigin mark measure
  Event.prototype: timeStamp
  AnimationTimeline.prototype: currentTime
  Animation.prototype: currentTime
  Element.prototype: animate
  Math: random
  Crypto.prototype: getRandomValues randomUUID
  SubtleCrypto.prototype: generateKey digest decrypt verify deriveBits deriveKey importKey
  : fetch createImageBitmap ImageDecoder FileReader postMessage Worker SharedWorker MessageChannel BroadcastChannel
  XMLHttpRequest.prototype: send
  Blob.prototype: arrayBuffer text bytes stream
  BaseAudioContext.prototype: decodeAudioData
  WebAssembly: compile instantiate compileStreaming instantiateStreaming
  HTMLImageElement.prototype: decode
  FontFace.prototype: load
  Scheduler.prototype: postTask yield
  AbortSignal: timeout
  Navigator.prototype: geolocation mediaDevices
  Performance.prototype: getEntries getEntriesByType getEntriesByName timing navigation eventCounts
  : PerformanceObserver localStorage sessionStorage matchMedia`);

/** @param {any[]} given */
const withoutFirst = (given) => given[0] === undefined;
/** @param {any[]} given */
const ofGraphics = (given) => given[0] === 0x9245 || given[0] === 0x9246;
/** What is a touch with some arguments only. @type {Map<string, (given: any[], isNew: boolean) => boolean>} */
const ONLY_WITH = new Map([
  ["Date", (given, isNew) => !isNew || given.length === 0],
  ["Date.toLocaleString", withoutFirst],
  ["Date.toLocaleDateString", withoutFirst],
  ["Date.toLocaleTimeString", withoutFirst],
  ["Number.toLocaleString", withoutFirst],
  ["String.localeCompare", (given) => given[1] === undefined],
  ["Intl.NumberFormat", withoutFirst],
  ["Intl.DateTimeFormat", withoutFirst],
  ["Intl.Collator", withoutFirst],
  ["Intl.PluralRules", withoutFirst],
  ["Intl.RelativeTimeFormat", withoutFirst],
  ["Intl.ListFormat", withoutFirst],
  ["Intl.Segmenter", withoutFirst],
  ["WebGLRenderingContext.getParameter", ofGraphics],
  ["WebGL2RenderingContext.getParameter", ofGraphics],
]);

// A stack costs 10 µs: of what is touched more often than this, each 61st one counts for 61.
const COUNTED_ONE_BY_ONE = 20_000;
const COUNTED_ONE_BY_ONE_IN_RENDERS = 200;
const STRIDE = 61; // a prime, so that calls in turn are counted alike
const MOST_PLACES = 2000;
const MOST_FONTS = 200;
const MOST_CHARACTERS = 5000;
const DEEPEST = 50; // calls
const LONGEST_STACK = 4000; // characters
const SCHEMES = ["http:", "https:", "blob:", "data:", "about:"];
const IS_EVALUATED = "(eval at ";

/** @param {string} text @returns {string[]} paths */
function listed(text) {
  return text.split("\n").flatMap((line) => {
    const [owner = "", names = ""] = line.trim().split(":");
    return names.split(" ").filter(Boolean).map((name) => (owner === "" ? name : `${owner}.${name}`));
  });
}

/** @returns {Touches} */
function createTouches() {
  return { list: [], places: new Map(), counts: new Map(), texts: new Map() };
}

/** @param {Touches} touches @param {Touched} one counted on where its place is known */
function addTouched({ list, places }, one) {
  const known = places.get(one.key);
  if (known) known.count += one.count;
  else if (list.length < MOST_PLACES) {
    places.set(one.key, one);
    list.push(one);
  }
}

/** What a worker has touched since it was asked last. @param {Touches} touches @returns {Touched[]} */
function takeTouched({ list }) {
  const taken = list.filter(({ count }) => count > 0).map((one) => ({ ...one }));
  for (const one of list) one.count = 0;
  return taken;
}

/**
 * The first call in a stack that has an address; rather none in code that was evaluated: its address is that of the script
 * that it came from. No pattern is used: what `RegExp` says of the last match is the page's.
 * @param {string} stack @returns {string | undefined}
 */
function callIn(stack) {
  const calls = stack.split("\n").filter((line) => SCHEMES.some((scheme) => line.includes(scheme)));
  return calls.find((line) => !line.includes(IS_EVALUATED)) ?? calls[0];
}

/**
 * Gives the stack of a call, whatever the page has done to its own `Error`: to that of the host's window it has done nothing.
 * @param {any} scope a window, or the global object of a worker @returns {() => string}
 */
function createStacks(scope) {
  const { defineProperty } = Object;
  const text = String;
  if (scope.document) {
    const { Error } = scope.top;
    Error.stackTraceLimit = DEEPEST;
    return () => text(new Error().stack);
  }
  const { Error } = scope;
  const hidden = { writable: true, configurable: true, enumerable: false };
  /** @param {string} name @param {unknown} value */
  const put = (name, value) => {
    const before = Object.getOwnPropertyDescriptor(Error, name);
    defineProperty(Error, name, { ...hidden, value });
    return () => (before ? defineProperty(Error, name, before) : delete Error[name]);
  };
  return () => {
    const undo = [put("stackTraceLimit", DEEPEST), put("prepareStackTrace", undefined)];
    try {
      return text(new Error().stack);
    } finally {
      for (const one of undo) one();
    }
  };
}

/**
 * @param {Realm} realm of a window or a worker
 * @param {Touches} touches of all of them, or of the worker
 * @param {boolean} everything also what the clock holds
 */
function installTrace(realm, touches, everything) {
  const { window: page, clock } = realm;
  const worker = !page.document;
  const readStack = createStacks(page);
  const { counts } = touches;

  const exact = everything ? COUNTED_ONE_BY_ONE : COUNTED_ONE_BY_ONE_IN_RENDERS;
  let busy = false; // a page may have put its own functions into the place of those that are used here

  /** @param {string} name @param {boolean} held */
  const record = (name, held) => {
    let count = counts.get(name);
    if (!count) counts.set(name, (count = { all: 0 }));
    const before = count.all++;
    if (before >= exact && before % STRIDE !== 0) return;
    const stack = readStack();
    const call = callIn(stack);
    // What no file of the page asked for was hframes itself.
    if (call === undefined && (worker || !stack.includes("eval at "))) return;
    addTouched(touches, {
      key: `${name} ${call}`,
      name,
      held,
      frame: clock.frame,
      stack: stack.slice(0, LONGEST_STACK),
      count: before >= exact ? STRIDE : 1,
      worker,
    });
  };

  /** @param {string} name @param {boolean} held */
  const touch = (name, held) => {
    if (busy) return;
    busy = true;
    try {
      record(name, held);
    } catch {
      // so deep in calls that not one more is possible: the page will hear of it
    } finally {
      busy = false;
    }
  };

  /** @param {string} path @param {boolean} held */
  const trace = (path, held) => {
    const steps = path.split(".");
    const last = /** @type {string} */ (steps.pop());
    const owner = steps.reduce((object, step) => object?.[worker && step === "Navigator" ? "WorkerNavigator" : step], page);
    const place = owner && holderOf(owner, last);
    const descriptor = owner && Object.getOwnPropertyDescriptor(place, last);
    if (!descriptor?.configurable) return;
    const name = path.replace(".prototype.", ".");
    if (descriptor.get) {
      const native = descriptor.get;
      replaceAccessor(place, last, {
        get() {
          touch(name, held);
          return native.call(this);
        },
      });
    } else if (typeof descriptor.value === "function") {
      const isTouch = ONLY_WITH.get(name);
      const { apply, construct } = Reflect;
      /** @type {ProxyHandler<any>} */
      const handler = {
        apply(target, self, given) {
          if (!isTouch || isTouch(given, false)) touch(name, held);
          return apply(target, self, given);
        },
        construct(target, given, newTarget) {
          if (!isTouch || isTouch(given, true)) touch(name, held);
          return construct(target, given, newTarget);
        },
      };
      if (/^[A-Z]/.test(last)) replaceClass(place, last, handler);
      else replaceFunction(owner, last, new Proxy(descriptor.value, handler));
    }
  };

  for (const path of NOT_HELD) trace(path, false);
  for (const path of SURROUNDINGS) trace(path, true);
  if (!everything) return;
  for (const path of HELD) trace(path, true);
  if (!worker) traceTexts(page, touches.texts, readStack);
}

/** @param {any} page @param {Map<string, DrawnText>} texts @param {() => string} readStack */
function traceTexts(page, texts, readStack) {
  const { prototype } = page.CanvasRenderingContext2D;
  const readFont = accessor(prototype, "font").get;
  const note = (/** @type {any} */ context, /** @type {string} */ text) => {
    const font = readFont.call(context);
    let drawn = texts.get(font);
    if (!drawn && texts.size < MOST_FONTS) texts.set(font, (drawn = { font, characters: new Set(), stack: readStack() }));
    if (!drawn || drawn.characters.size > MOST_CHARACTERS) return;
    for (const character of text) drawn.characters.add(character);
  };
  for (const name of ["fillText", "strokeText"]) {
    const native = prototype[name];
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        try {
          if (typeof given[0] === "string") note(this, given[0]);
        } catch {} // no canvas: the browser says so
        return native.apply(this, given);
      },
    };
    replaceFunction(prototype, name, replacement);
  }
}
