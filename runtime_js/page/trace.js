// Records which sources of time, chance and surroundings a page touches, each with the place of its first use. Only put
// into the page when two renders of it differed, to say what may be the reason; never in a render.

/**
 * @typedef {object} Touched
 * @property {string} name
 * @property {boolean} held whether the clock holds it
 * @property {number} frame at which it was touched first
 * @property {string} stack the page's
 */

// Functions, classes and properties by their path from the window, a place with its names in each line. What comes under
// the clock's control moves from the first list to the second.
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

const HELD = listed(`
  : Date setTimeout setInterval requestAnimationFrame requestIdleCallback devicePixelRatio
  Date: now
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
  IDBFactory.prototype: open
  CacheStorage.prototype: open
  HTMLImageElement.prototype: decode
  FontFace.prototype: load
  Scheduler.prototype: postTask yield
  AbortSignal: timeout
  Navigator.prototype: language languages userAgent userAgentData hardwareConcurrency deviceMemory connection
  Navigator.prototype: getGamepads geolocation mediaDevices getBattery
  StorageManager.prototype: estimate
  Performance.prototype: getEntries getEntriesByType getEntriesByName timing navigation eventCounts memory
  Screen.prototype: width height availWidth availHeight
  Document.prototype: cookie
  : PerformanceObserver localStorage sessionStorage matchMedia outerWidth outerHeight screenX screenY`);

/** @param {string} text @returns {string[]} paths */
function listed(text) {
  return text.split("\n").flatMap((line) => {
    const [owner = "", names = ""] = line.trim().split(":");
    return names.split(" ").filter(Boolean).map((name) => (owner === "" ? name : `${owner}.${name}`));
  });
}

/** @param {Realm} realm @param {Touched[]} touches of every window */
function installTrace(realm, touches) {
  const { window: page, clock } = realm;
  const NativeError = page.Error;
  /** @type {Set<string>} */
  const known = new Set();

  /** @param {string} name @param {boolean} held */
  const touch = (name, held) => {
    if (known.has(name)) return;
    const stack = String(new NativeError().stack);
    // What no file of the page asked for was hframes itself.
    if (!/\b(?:https?|blob|data|about):/.test(stack)) return;
    known.add(name);
    if (touches.every((other) => other.name !== name)) touches.push({ name, held, frame: clock.frame, stack });
  };

  /** @param {string} path @param {boolean} held */
  const trace = (path, held) => {
    const steps = path.split(".");
    const last = /** @type {string} */ (steps.pop());
    const owner = steps.reduce((object, step) => object?.[step], page);
    const descriptor = owner && Object.getOwnPropertyDescriptor(owner, last);
    if (!descriptor?.configurable) return;
    const name = path.replace(".prototype.", ".");
    if (descriptor.get) {
      const native = descriptor.get;
      replaceAccessor(owner, last, {
        get() {
          touch(name, held);
          return native.call(this);
        },
      });
    } else if (typeof descriptor.value === "function") {
      /** @type {ProxyHandler<any>} */
      const handler = {
        apply(target, self, given) {
          touch(name, held);
          return Reflect.apply(target, self, given);
        },
        construct(target, given, newTarget) {
          touch(name, held);
          return Reflect.construct(target, given, newTarget);
        },
      };
      if (/^[A-Z]/.test(last)) replaceClass(owner, last, handler);
      else replaceFunction(owner, last, new Proxy(descriptor.value, handler));
    }
  };

  for (const path of NOT_HELD) trace(path, false);
  for (const path of HELD) trace(path, true);
}
