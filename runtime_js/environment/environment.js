// The environment: what a script can learn of the machine, its screen and the state of the browser. Fixed values, one
// table, for windows and workers alike; docs/environment.md lists them. What style sheets and servers see as well (media
// queries, the user agent, language, time zone) the browser itself is told: hframes/browser/environment.py, window.py.

/** @typedef {{width: number, height: number}} Size of the composition, in CSS pixels */

/**
 * Values by interface and attribute.
 * @param {Size} size
 * @returns {Record<string, Record<string, unknown>>}
 */
function environmentOf({ width, height }) {
  const navigator = {
    platform: "Linux x86_64",
    hardwareConcurrency: 4,
    deviceMemory: 8,
    cpuPerformance: 2,
    maxTouchPoints: 0,
    onLine: true,
    webdriver: false,
    doNotTrack: null,
  };
  const page = { visibilityState: "visible", hidden: false, wasDiscarded: false, prerendering: false };
  return {
    Navigator: navigator,
    WorkerNavigator: navigator,
    NetworkInformation: { effectiveType: "4g", rtt: 50, downlink: 10, saveData: false },
    Screen: {
      width,
      height,
      availWidth: width,
      availHeight: height,
      availLeft: 0,
      availTop: 0,
      colorDepth: 24,
      pixelDepth: 24,
      isExtended: false,
    },
    ScreenOrientation: { type: width < height ? "portrait-primary" : "landscape-primary", angle: 0 },
    Document: { ...page, webkitVisibilityState: page.visibilityState, webkitHidden: page.hidden },
    UserActivation: { isActive: false, hasBeenActive: false },
    Notification: { permission: "denied" },
  };
}

/** Of a window itself. @param {Size} size @returns {Record<string, unknown>} */
const surroundingsOf = ({ width, height }) => ({
  outerWidth: width,
  outerHeight: height,
  screenX: 0,
  screenY: 0,
  screenLeft: 0,
  screenTop: 0,
});

const HEAP = { jsHeapSizeLimit: 4_294_967_296, totalJSHeapSize: 10_000_000, usedJSHeapSize: 10_000_000 };
const GAMEPAD_SLOTS = 4;
// Of WEBGL_debug_renderer_info: what software WebGL calls itself on every machine with the same processor.
const GRAPHICS = new Map([
  [0x9245, "Google Inc. (Google)"],
  [0x9246, "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)"],
]);

/** @param {any} scope a window, or the global object of a worker @param {Size} size */
function installEnvironment(scope, size) {
  for (const [name, values] of Object.entries(environmentOf(size))) {
    fixValues(scope[name]?.prototype, values);
    fixValues(scope[name], values); // Notification's is static
  }
  if (scope.document) fixValues(scope, surroundingsOf(size));
  const memory = scope.performance.memory;
  if (memory) fixValues(Object.getPrototypeOf(memory), HEAP);

  // WebGPU needs a graphics card, PressureObserver tells of the machine's load.
  delete scope.Navigator?.prototype.gpu;
  delete scope.WorkerNavigator?.prototype.gpu;
  delete scope.PressureObserver;

  if (scope.Navigator) replaceFunction(scope.Navigator.prototype, "getGamepads", () => Array(GAMEPAD_SLOTS).fill(null));
  if (scope.SpeechSynthesis) replaceFunction(scope.SpeechSynthesis.prototype, "getVoices", () => []);
  for (const name of ["WebGLRenderingContext", "WebGL2RenderingContext"]) fixGraphics(scope[name]?.prototype);
}

/** @param {object | undefined} owner @param {Record<string, unknown>} values */
function fixValues(owner, values) {
  if (!owner) return;
  for (const [name, value] of Object.entries(values)) {
    const native = Object.getOwnPropertyDescriptor(owner, name)?.get;
    if (!native) continue;
    const check = (/** @type {unknown} */ target) => native.call(target); // throws for what is no such object
    replaceAccessor(owner, name, {
      get() {
        check(this);
        return value;
      },
    });
  }
}

/** @param {any} prototype of a WebGL context */
function fixGraphics(prototype) {
  if (!prototype) return;
  const native = prototype.getParameter;
  const { getParameter } = {
    /** @this {any} @param {any[]} given */
    getParameter(...given) {
      const value = native.apply(this, given);
      return typeof value === "string" ? (GRAPHICS.get(given[0]) ?? value) : value;
    },
  };
  replaceFunction(prototype, "getParameter", getParameter);
}
