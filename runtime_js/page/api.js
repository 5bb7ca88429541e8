// window.hframes.

/** @param {Realm} realm @param {Config} config @param {() => void} end */
function installApi(realm, config, end) {
  const { window: page, clock } = realm;
  const api = {
    params: freezeDeep(page.JSON.parse(JSON.stringify(config.params))),
    fps: config.fps,
    width: config.width,
    height: config.height,
    get duration() {
      return realm.duration();
    },
    get frame() {
      return clock.frame;
    },
    get time() {
      return clock.frameTime / 1000;
    },
    random: createUniform(createBits(realm.seed, `hframes ${realm.name}`)),
    /** @param {unknown} promise @param {unknown} [label] */
    wait: (promise, label = "unnamed") => realm.wait(promise, String(label)),
    end,
  };
  Object.defineProperty(page, "hframes", { value: Object.freeze(api), configurable: false, enumerable: true });
}

/** @template T @param {T} value @returns {T} */
function freezeDeep(value) {
  if (value !== null && typeof value === "object") {
    for (const inner of Object.values(value)) freezeDeep(inner);
    Object.freeze(value);
  }
  return value;
}
