// Devices and permissions: what the browser answers to a question some time later is answered at once, with fixed values.
// There is no camera, microphone, position or voice; nothing asks the person for anything.

const BATTERY = { charging: true, chargingTime: 0, dischargingTime: Infinity, level: 1 };
const STORAGE = { quota: 10 * 2 ** 30, usage: 0, usageDetails: {} };

const GRANTED =
  "accelerometer background-sync clipboard-write gyroscope keyboard-lock magnetometer payment-handler pointer-lock " +
  "screen-wake-lock";
const DENIED =
  "background-fetch camera captured-surface-control clipboard-read display-capture geolocation idle-detection " +
  "local-fonts local-network-access microphone midi notifications periodic-background-sync persistent-storage push " +
  "storage-access top-level-storage-access window-management";
/** @type {Map<string, string>} */
const PERMISSIONS = new Map();
for (const name of GRANTED.split(" ")) PERMISSIONS.set(name, "granted");
for (const name of DENIED.split(" ")) PERMISSIONS.set(name, "denied");

// The keys of a United States keyboard, by their codes.
const KEYS = new Map([
  ["Backquote", "`"],
  ["Minus", "-"],
  ["Equal", "="],
  ["BracketLeft", "["],
  ["BracketRight", "]"],
  ["Backslash", "\\"],
  ["Semicolon", ";"],
  ["Quote", "'"],
  ["Comma", ","],
  ["Period", "."],
  ["Slash", "/"],
  ["IntlBackslash", "<"],
]);
for (const key of "abcdefghijklmnopqrstuvwxyz") KEYS.set(`Key${key.toUpperCase()}`, key);
for (const key of "0123456789") KEYS.set(`Digit${key}`, key);

/**
 * @param {any} scope a window, or the global object of a worker
 * @param {(what: string) => void} tell of what is let through and nobody holds
 */
function installDevices(scope, tell) {
  const { Promise, DOMException } = scope;
  /** @param {string} owner @param {Record<string, Function>} functions */
  const replaceAll = (owner, functions) => {
    if (!scope[owner]) return;
    for (const [name, replacement] of Object.entries(functions)) {
      replaceFunction(scope[owner].prototype, name, replacement);
    }
  };
  /** An object that can be listened to and never tells anything. @param {string} kind @param {object} values */
  const still = (kind, values) => {
    const object = Object.setPrototypeOf(new scope.EventTarget(), scope[kind].prototype);
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(object, name, { value, writable: name.startsWith("on"), enumerable: true });
    }
    return object;
  };
  /** @param {string} name @param {string} words */
  const refusal = (name, words) => Promise.reject(new DOMException(words, name));

  /** @type {Promise<unknown> | undefined} */
  let battery;
  replaceAll("Navigator", {
    getBattery: () => {
      const silent = { onchargingchange: null, onchargingtimechange: null, ondischargingtimechange: null };
      return (battery ??= Promise.resolve(still("BatteryManager", { ...BATTERY, ...silent, onlevelchange: null })));
    },
  });
  replaceAll("StorageManager", {
    estimate: () => Promise.resolve({ ...STORAGE, usageDetails: {} }),
    persisted: () => Promise.resolve(false),
    persist: () => Promise.resolve(false),
  });
  replaceAll("Performance", {
    measureUserAgentSpecificMemory: () => Promise.resolve({ bytes: HEAP.usedJSHeapSize, breakdown: [] }),
  });

  const nativeQuery = scope.Permissions?.prototype.query;
  replaceAll("Permissions", {
    /** @this {Permissions} @param {any[]} given */
    query(...given) {
      const name = given[0]?.name;
      const state = PERMISSIONS.get(name);
      if (state === undefined) return nativeQuery.apply(this, given); // the browser's own complaint
      return Promise.resolve(still("PermissionStatus", { name, state, onchange: null }));
    },
  });
  if (scope.Notification) replaceFunction(scope.Notification, "requestPermission", () => Promise.resolve("denied"));

  replaceAll("MediaDevices", {
    enumerateDevices: () => Promise.resolve([]),
    getUserMedia: () => refusal("NotFoundError", "Requested device not found"),
    getDisplayMedia: () => refusal("NotAllowedError", "Permission denied"),
  });

  const later = scope.setTimeout;
  let lastWatch = 0;
  /** @param {unknown} _found @param {unknown} failed */
  const refusePosition = (_found, failed) => {
    if (typeof failed !== "function") return;
    const words = { code: { value: 1 }, message: { value: "User denied Geolocation" } };
    const error = Object.create(scope.GeolocationPositionError.prototype, words);
    later(() => failed(error), 0);
  };
  replaceAll("Geolocation", {
    getCurrentPosition: (/** @type {unknown[]} */ ...given) => refusePosition(given[0], given[1]),
    watchPosition: (/** @type {unknown[]} */ ...given) => {
      refusePosition(given[0], given[1]);
      return ++lastWatch;
    },
  });

  if (scope.KeyboardLayoutMap) {
    const { prototype } = scope.KeyboardLayoutMap;
    const keys = new Map(KEYS);
    for (const name of ["entries", "forEach", "get", "has", "keys", "values"]) {
      replaceFunction(prototype, name, /** @type {any} */ (keys)[name].bind(keys));
    }
    replaceAccessor(prototype, "size", { get: () => keys.size });
    Object.defineProperty(prototype, Symbol.iterator, { value: prototype.entries, writable: true, configurable: true });
    replaceAll("Keyboard", { getLayoutMap: () => Promise.resolve(Object.create(prototype)) });
  }

  for (const [name, noun] of [["AudioContext", "an audio context"], ["RTCPeerConnection", "a peer connection"]]) {
    replaceClass(scope, name, {
      construct: (target, args, newTarget) => {
        tell(`${noun},`);
        return Reflect.construct(target, args, newTarget);
      },
    });
  }
  const nativeSpeak = scope.SpeechSynthesis?.prototype.speak;
  replaceAll("SpeechSynthesis", {
    /** @this {SpeechSynthesis} @param {any[]} given */
    speak(...given) {
      tell("speech synthesis,");
      nativeSpeak.apply(this, given);
    },
  });
}
