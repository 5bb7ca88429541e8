// SVG pictures that move by SMIL or CSS. Scripts do not reach into a picture, and its time is the machine's. So a copy of
// it lives as a document of its own on a clock of its own, unseen and without scripts; what its animations have come to
// is written into the file's text, in which nothing moves: the still.

/**
 * @param {any} top the host's window
 * @param {Config} config
 * @param {ReturnType<typeof createStills>} makeStill
 */
function createVectors(top, config, makeStill) {
  const nativeFrame = top.requestAnimationFrame.bind(top);
  const { DOMParser, Blob, XMLSerializer } = top;
  /** @type {WeakMap<Element, ReturnType<typeof createVectorHost>>} by the <iframe> in which a copy lives */
  const hosts = new WeakMap();

  /** @param {Element} root as it stands in the file @param {{width: number, height: number}} size */
  const bringToLife = async (root, size) => {
    const { document } = top;
    const frame = document.createElement("iframe");
    const host = createVectorHost(config);
    hosts.set(frame, host);
    frame.sandbox = "allow-same-origin";
    frame.style.cssText = `position:absolute;left:0;top:0;border:0;visibility:hidden;z-index:-1;
      width:${size.width}px;height:${size.height}px`;
    frame.srcdoc = "<!doctype html>";
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
    const window = frame.contentWindow;
    const copy = window.document.adoptNode(withoutLoads(root));
    window.document.replaceChild(copy, window.document.documentElement);
    // Its animations begin in the browser's next rendering update.
    await new Promise((resolve) => nativeFrame(() => nativeFrame(resolve)));
    host.begin();
    return { window, root: copy, seek: host.seek, leave: () => frame.remove() };
  };

  return {
    /** What the host of a window in which a copy lives has of its own. @param {Element | null} frame */
    hostOf: (frame) => (frame ? hosts.get(frame) : undefined),
    /** @param {string} text of an SVG file @returns {Promise<Movement | null>} null for one that does not move */
    async open(text) {
      const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      if (root.localName !== "svg" || root.namespaceURI !== SVG || root.querySelector("parsererror")) return null;
      const natural = await makeStill(new Blob([text], { type: "image/svg+xml" }), []);
      const size = { width: natural.image.naturalWidth || 300, height: natural.image.naturalHeight || 150 };
      natural.forget();
      let living = await bringToLife(root, size);
      let bake = createBake(living, root.cloneNode(true));
      if (!bake) {
        living.leave();
        return null;
      }
      const serializer = new XMLSerializer();
      let last = 0;
      let shown = "";
      /** @type {Still[]} what may be on screen, the latest last, behind the first of all */
      const stills = [];
      return {
        vector: true,
        async at(elapsed, fragments) {
          if (elapsed < last) {
            living.leave();
            living = await bringToLife(root, size);
            bake = createBake(living, root.cloneNode(true));
          }
          last = elapsed;
          living.seek(elapsed);
          const baked = serializer.serializeToString(/** @type {NonNullable<typeof bake>} */ (bake)(elapsed));
          if (baked !== shown) {
            shown = baked;
            stills.push(await makeStill(new Blob([baked], { type: "image/svg+xml" }), fragments));
            if (stills.length > 4) stills.splice(1, 1)[0].forget();
          }
          return stills[stills.length - 1];
        },
      };
    },
  };
}

/** What the host of a copy's window has of its own: its clock, and nobody to tell anything. @param {Config} config */
function createVectorHost(config) {
  const clock = createClock(config.epoch);
  /** @type {Realm} */
  let realm;
  const nobody = () => undefined;
  return {
    clock,
    config: { ...config, params: {}, properties: {}, trace: "" },
    nameRealm: () => "picture",
    fault: nobody,
    uncontrolled: nobody,
    end: nobody,
    /** @param {Realm} made */
    connect(made) {
      realm = made;
    },
    begin() {
      realm.adoptAnimations();
      realm.adoptSmil();
    },
    /** @param {number} time milliseconds */
    seek(time) {
      const before = clock.frameTime;
      clock.beginFrame(0, time);
      realm.seekAnimations(before);
      realm.seekSmil();
    },
  };
}

/**
 * A copy of an SVG tree, element for element, that asks for nothing: pictures may not load anything either.
 * @param {Element} root
 */
function withoutLoads(root) {
  const copy = /** @type {Element} */ (root.cloneNode(true));
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    if (element.localName === "style") {
      const own = (/** @type {string} */ rule, /** @type {string} */ url) => (/^(#|data:)/.test(url) ? rule : "url(data:,)");
      element.textContent = (element.textContent ?? "")
        .replace(/@import[^;]*;?/gi, "")
        .replace(/url\(\s*["']?([^"')]*)["']?\s*\)/gi, own);
    }
    const addresses = [...element.attributes].filter(({ localName }) => localName === "href" || localName === "src");
    for (const address of addresses) if (!/^\s*(#|data:)/.test(address.value)) element.removeAttributeNode(address);
  }
  return copy;
}
