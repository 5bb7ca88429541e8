// The host page: holds the composition in an iframe and moves it from frame to frame.
//
// The order of a step, written down once: idle callbacks of the frame before; timers in (due, creation) order,
// microtasks drained after each; animations and SMIL sought; then one rendering
// update of the browser, in which it fires animation events, runs the animation-frame callbacks, and paints them
// together with the strip that carries the presentation's number; then what began to run in it is taken over.

/**
 * @typedef {ReturnType<typeof createHost>} Host
 * @typedef {object} Said
 * @property {string[]} pending what the frame waits for
 * @property {Fault[]} faults what the page must not do, once each
 * @property {boolean} ended
 * @property {string[]} uncontrolled what the clock does not hold, once each
 * @property {boolean} again whether the browser may have painted in the middle of the step
 * @typedef {Said | null} Status null: nothing to say
 */

/** @param {any} top the host's window @param {Config} config */
function createHost(top, config) {
  const clock = createClock(config.epoch);
  const nativeFrame = top.requestAnimationFrame.bind(top);
  /** @type {Realm[]} */
  let realms = [];
  /** @type {Fault[]} */
  let faults = [];
  /** @type {string[]} */
  let uncontrolled = [];
  let ended = false;
  let again = false;
  let duration = config.duration;
  const nameRealm = createNames(top);

  // Resolves in a later task: every microtask, and whatever the browser had queued before, has run by then.
  const turn = createTurns(top, () => clock.beginTask());

  const living = () => (realms = realms.filter((realm) => !realm.gone()));

  /** @returns {Status} */
  const status = () => {
    const pending = living().flatMap((realm) => realm.pending());
    if (pending.length + faults.length + uncontrolled.length === 0 && !ended && !again) return null;
    const said = { pending, faults, ended, uncontrolled, again };
    again = false;
    faults = [];
    uncontrolled = [];
    return said;
  };

  /** Idle callbacks that wait, then timers up to a time, in one turn. @param {number} time virtual milliseconds */
  async function runUntil(time) {
    const idle = living().flatMap((realm) => realm.idleWaiting().map((/** @type {number} */ id) => ({ realm, id })));
    if (idle.length === 0 && !clock.isDue(time)) return;
    await turn(() => {
      const next = idle.shift();
      if (!next) return clock.fireNext(time);
      if (!next.realm.gone()) next.realm.runIdle(next.id);
      return true;
    });
  }

  /** One rendering update of the browser. @param {number} number what the strip shows, 24 bits */
  async function update(number) {
    await new Promise((resolve) => {
      nativeFrame(() => {
        strip().style.background = `#${number.toString(16).padStart(6, "0")}`;
        resolve(undefined);
      });
    });
    await turn();
    adopt();
  }

  /** Takes over what the page made: shadow trees, running animations, SVG time containers. */
  function adopt() {
    for (const realm of living()) {
      realm.findShadows();
      realm.adoptAnimations();
      realm.adoptSmil();
      realm.keepProperties();
      realm.watchSubframes();
    }
  }

  const strip = () => top.document.getElementById("strip");
  const stage = () => top.document.getElementById("stage");
  const show = (/** @type {boolean} */ visible) => (stage().style.visibility = visible ? "visible" : "hidden");

  /** @param {number} frame @param {number} time virtual milliseconds */
  async function enter(frame, time) {
    for (const realm of living()) realm.stampEntries();
    await runUntil(time);
    const before = clock.frameTime;
    clock.beginFrame(frame, time);
    for (const realm of living()) {
      realm.seekAnimations(before);
      // SMIL's events are tasks. Where the page listens, they come before the frame, not by chance before or after; but
      // then the browser may paint before it, too.
      if (realm.seekSmil() && realm.hearsSmil()) again = true;
    }
    if (again) await turn();
    for (const realm of living()) realm.requestFrame();
  }

  return {
    clock,
    config,
    nameRealm,
    duration: () => duration,
    fault: (/** @type {Fault} */ fault) => void faults.push(fault),
    uncontrolled: (/** @type {string} */ what) => void uncontrolled.push(what),
    /** @type {Touched[]} what the page touched, where that is recorded */
    touched: [],
    end: () => void (ended = true),
    show: () => show(true),
    /** @param {Realm} realm of a window whose document was just made */
    connect(realm) {
      realms.push(realm);
    },
    /** Builds the stage and begins to load the composition. */
    open() {
      guardAddress(top, (kind, detail) => faults.push({ kind, detail, stack: "" }));
      buildStage(top.document, config);
    },
    /** Lets the page run at the time that it is, until what it queued has run. @returns {Promise<Status>} */
    async settle() {
      await turn();
      await turn(() => clock.fireNext(clock.frameTime));
      await turn();
      return status();
    },
    /** Before frame 0, when loading waits for a timer, a frame or an idle moment: has them come without moving time. */
    async nudge() {
      clock.fireNext(Infinity);
      await runUntil(-1);
      for (const realm of living()) if (realm.framesWaiting()) realm.requestFrame();
      await update(0);
      return status();
    },
    /** Once everything is loaded: one update at time 0, so that what was begun runs, whether or not it had been shown. */
    async adopt() {
      await update(0);
    },
    /**
     * Moves to a frame and shows it. @param {number} frame @param {number} time virtual milliseconds
     * @param {number} number the presentation's @returns {Promise<Status>}
     */
    async step(frame, time, number) {
      await enter(frame, time);
      show(true);
      await update(number);
      return status();
    },
    /**
     * Moves to a frame without painting it. @param {number} frame @param {number} time virtual milliseconds
     * @param {number} number the presentation's @returns {Promise<Status>}
     */
    async skip(frame, time, number) {
      await enter(frame, time);
      show(living().some((realm) => realm.isTransitioning()));
      await update(number);
      return status();
    },
    /** Shows what there is once more (after waiting), or nothing at all. @param {number} number @param {boolean} visible */
    async present(number, visible) {
      show(visible);
      await update(number);
      return status();
    },
    /** @param {number} seconds */
    setDuration(seconds) {
      duration = seconds;
    },
    /** What the page is made of, for `inspect` and for the length of the video. */
    describe() {
      const page = living();
      return {
        animations: page.flatMap((realm) => realm.listAnimations()),
        smil: page.reduce((count, realm) => count + realm.countSmil(), 0),
        media: page.flatMap((realm) =>
          [...realm.window.document.querySelectorAll("video, audio")].map((element) => element.duration),
        ),
        timers: clock.waiting,
        frames: page.some((realm) => realm.framesWaiting()),
      };
    },
  };
}

/** @param {Document} document the host's @param {Config} config */
function buildStage(document, { layout, entry }) {
  const style = document.createElement("style");
  style.textContent = `html,body{margin:0;overflow:hidden;background:#000;cursor:none}
    #stage{display:block;border:0;position:absolute;left:0;top:0;width:${layout.width}px;height:${layout.height}px;background:#fff}
    #strip{position:absolute;left:0;top:${layout.height}px;width:100%;height:${layout.strip}px}`;
  const frame = document.createElement("iframe");
  frame.id = "stage";
  frame.referrerPolicy = "no-referrer";
  frame.src = entry;
  const band = document.createElement("div");
  band.id = "strip";
  document.head.append(style);
  document.body.append(frame, band);
}
