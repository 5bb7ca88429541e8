// window.hframes, and the params as CSS custom properties.

/** @param {Realm} realm @param {Config} config @param {() => void} end */
function installApi(realm, config, end) {
  const { window: page, clock } = realm;
  const params = page.JSON.parse(JSON.stringify(config.params));
  const api = {
    params: freezeDeep(params),
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
    /** @param {Promise<unknown>} promise @param {string} [label] */
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

/** @param {Realm} realm @param {Record<string, string>} properties */
function installProperties(realm, properties) {
  const { window: page } = realm;
  if (Object.keys(properties).length === 0) return;
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(":root {}");
  const rule = /** @type {CSSStyleRule} */ (sheet.cssRules[0]);
  for (const [name, value] of Object.entries(properties)) rule.style.setProperty(name, value);
  page.document.adoptedStyleSheets.push(sheet);
}
