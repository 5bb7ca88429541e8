// The host page: holds the composition in an iframe and moves it from frame to frame.
//
// The order of a step, written down once: idle callbacks of the frame before; tasks and timers in (due, creation) order,
// microtasks drained after each, and before time moves on the results of all operations; animations and SMIL sought;
// then one rendering update of the browser, in which it fires animation events, runs the animation-frame callbacks, and paints them
// together with the strip that carries the presentation's number; then what began to run in it is taken over.

/**
 * @typedef {ReturnType<typeof createHost>} Host
 * @typedef {object} Said
 * @property {string[]} pending what the frame waits for
 * @property {Fault[]} faults what the page must not do, once each
 * @property {boolean} ended
 * @property {string[]} uncontrolled what the clock does not hold, once each
 * @property {boolean} again whether the browser may have painted in the middle of the step
 * @property {number} found how many animations of styles were found to run
 * @property {number} shown the number on the strip; 0 if it is the one that was asked for
 * @property {boolean} unfinished whether the step goes on with `resume()`: the browser takes long over an operation
 * @typedef {Said | null} Status null: nothing to say
 */

// How long, in real milliseconds, a call waits for the browser before it tells what it waits for.
const PATIENCE_OF_A_CALL = 100;
// A presentation takes as many updates at most, each with a number of its own.
const NUMBERS_OF_A_CALL = 4;
// The first one computes style and layout, the second tells what began in it, the third shows what that changed.
const UPDATES_UNTIL_CALM = 3;
// What the strip shows while there is nothing to be taken: no presentation has it.
const NO_NUMBER = 0;

/** @param {any} top the host's window @param {Config} config */
function createHost(top, config) {
  const clock = createClock(config.epoch);
  const operations = createOperations(top);
  /** @type {Map<string, (bitmap: ImageBitmap) => void>} the places of canvases in the page */
  const showers = new Map();
  const hub = createHub(top, {
    receive: (letter) => mail.receive(letter),
    show: (id, bitmap) => showers.get(id)?.(bitmap),
  });
  const mail = createMail(PAGES, clock, (letter) => hub.route(letter, PAGES));
  const realNow = top.performance.now.bind(top.performance);
  const nativeFrame = top.requestAnimationFrame.bind(top);
  /** @type {Realm[]} */
  let realms = [];
  /** @type {Fault[]} */
  let faults = [];
  /** @type {string[]} */
  let uncontrolled = [];
  let ended = false;
  let again = false;
  let shown = 0;
  /** @type {Entering | null} */
  let entering = null;
  let dirty = false; // whether the page has run since it was rendered
  let begun = false; // whether time runs
  let late = false; // whether the frame's callbacks have left tasks for the frame's own time
  let duration = config.duration;
  const nameRealm = createNames(top);

  // Resolves in a later task: every microtask, and whatever the browser had queued before, has run by then.
  const turn = createTurns(top, () => clock.beginTask());

  const pictures = createPictures(top, config, clock, (what) => void uncontrolled.push(what));
  const smil = createSmilMoments(clock, turn, () => calm(true), () => realms);

  const living = () => (realms = realms.filter((realm) => !realm.gone()));

  /** @returns {Status} */
  const status = () => {
    const pending = [...living().flatMap((realm) => realm.pending()), ...operations.labels(), ...pictures.pending()];
    if (!begun && hub.nextDue <= 0) pending.push("a worker");
    const unfinished = entering !== null;
    const found = living().reduce((count, realm) => count + realm.countFound(), 0);
    const nothing = pending.length + faults.length + uncontrolled.length + shown + found === 0;
    if (nothing && !ended && !again && !unfinished) return null;
    const said = { pending, faults, ended, uncontrolled, again, found, shown, unfinished };
    again = false;
    shown = 0;
    faults = [];
    uncontrolled = [];
    return said;
  };

  /**
   * @typedef {{realm: Realm, id: number}} IdleCall
   * @typedef {object} Entering a step under way
   * @property {number} frame
   * @property {number} time virtual milliseconds
   * @property {number} number the presentation's
   * @property {boolean} visible whether it is painted
   * @property {IdleCall[]} idle callbacks that are still to be called
   * @property {number | null} before the time of the frame before, once this one has begun
   */
  /** @returns {IdleCall[]} the idle callbacks that wait */
  const idleCalls = () =>
    living().flatMap((realm) => realm.idleWaiting().map((/** @type {number} */ id) => ({ realm, id })));

  /**
   * The next piece of what the page has to do up to a time.
   * @param {number} time virtual milliseconds @param {IdleCall[]} idle shortened by those that were called
   * @returns {boolean} whether there was one
   */
  function doPiece(time, idle) {
    const next = idle.shift();
    if (next) {
      if (!next.realm.gone()) next.realm.runIdle(next.id);
      return true;
    }
    if (smil.isStirred()) return false; // what a script began there is taken up, and told of, before anything else
    if (clock.fireNext(Math.min(clock.time, time)) || operations.deliver()) return true;
    return !operations.waiting && clock.fireNext(Math.min(time, smil.next(time)));
  }

  /** Runs what the page has to do up to a time. @param {number} time virtual milliseconds @param {IdleCall[]} idle */
  async function runPages(time, idle) {
    const due = clock.isDue(operations.waiting ? Math.min(clock.time, time) : time);
    if (idle.length === 0 && !operations.ready && !due) return;
    await turn(() => doPiece(time, idle));
    dirty = true;
  }

  /**
   * Idle callbacks, then tasks, timers, SMIL's moments and results of operations up to a time, in the pages and in the
   * workers: from one moment at which any of them has something to do to the next.
   * @param {number} time virtual milliseconds @param {IdleCall[]} idle
   * @returns {Promise<boolean>} whether that was all; false where the browser is still at it
   */
  async function runUntil(time, idle) {
    const end = realNow() + PATIENCE_OF_A_CALL;
    for (;;) {
      const next = Math.min(time, smil.next(time));
      const moment = hub.any ? Math.min(next, Math.max(clock.time, Math.min(clock.nextDue, hub.nextDue))) : next;
      await runPages(moment, idle);
      if (smil.isStirred() && (await smil.advance(clock.time))) continue;
      if (operations.waiting) {
        if (operations.ready) continue;
        if (realNow() > end) return false;
        await calm();
        await operations.change(PATIENCE_OF_A_CALL);
        continue;
      }
      if (!hub.any) {
        if (!(await smil.advance(time))) return true;
        dirty = true;
        continue;
      }
      clock.advance(moment);
      if (hub.nextDue <= moment + SAME_TIME) {
        hub.run(moment);
        await calm();
        if (!(await hub.collect(PATIENCE_OF_A_CALL)) && realNow() > end) return false;
      } else if (await smil.advance(moment)) dirty = true;
      else if (!clock.isDue(moment) && moment >= time) return true;
    }
  }

  /** Whether the composition has been loaded: before, nothing of its own runs but its scripts as they are read. */
  const isLoaded = () => {
    // The window is not touched before it has a realm: that would have its first, empty document live.
    const main = living().find((realm) => realm.window.parent === top);
    return main !== undefined && main.document.readyState === "complete";
  };

  /** One rendering update of the browser. @param {number} number what the strip shows, 24 bits */
  async function render(number) {
    for (const realm of living()) realm.requestPictures();
    await new Promise((resolve) => {
      nativeFrame(() => {
        strip().style.background = `#${number.toString(16).padStart(6, "0")}`;
        resolve(undefined);
      });
    });
    await turn();
    // The first turn was asked for before layout; what layout has asked for comes before the second.
    if (living().some((realm) => realm.observes())) await turn();
  }

  /**
   * Renders. What the browser has to tell of animations that began or ended in that comes in its next update, which it may
   * make at once, or when it is asked for the next frame: so there is another one, within the same frame.
   * @param {number} number the strip shows this one, and in further updates the next ones
   */
  async function update(number) {
    shown = 0;
    for (let count = 0; count < NUMBERS_OF_A_CALL; count += 1) {
      await render(number + count);
      if (count > 0 && number > 0) shown = number + count;
      if (await smil.finishFrame()) again = true; // it may have been painted before or after
      if (!adopt()) break;
    }
    pictures.endFrame();
    dirty = false;
  }

  /**
   * Has the browser render what there is, until nothing more comes of that. Where the browser is waited for in the middle
   * of a step it may render by chance; after this that makes no difference to the page (to the picture it does).
   * @param {boolean} always also where the page has not run since it was rendered
   */
  async function calm(always = false) {
    if (!dirty && !always) return;
    dirty = false;
    again = true;
    for (let count = 0; count < UPDATES_UNTIL_CALM; count += 1) {
      await new Promise((resolve) => nativeFrame(resolve));
      await turn();
    }
  }

  /** Lets the tasks run that the browser has queued for elements of the pages. */
  async function runQueued() {
    const toggled = living().filter((realm) => realm.hasToggled());
    if (toggled.length > 0) await calm(true);
  }

  /**
   * Takes over what the page made: shadow trees, running animations, SVG time containers.
   * @returns {boolean} whether the browser has something to tell of them
   */
  function adopt() {
    let restless = false;
    for (const realm of living()) {
      realm.findShadows();
      restless = realm.adoptAnimations() || restless;
      realm.adoptSmil();
      realm.keepProperties();
      realm.watchSubframes();
      realm.tellObservers();
    }
    return restless;
  }

  const strip = () => top.document.getElementById("strip");
  const stage = () => top.document.getElementById("stage");
  const show = (/** @type {boolean} */ visible) => (stage().style.visibility = visible ? "visible" : "hidden");

  /**
   * @param {number} frame @param {number} time virtual milliseconds @param {number} number the presentation's
   * @param {boolean} visible whether it is painted
   */
  async function begin(frame, time, number, visible) {
    if (pictures.any) await pictures.prepare(time, visible);
    for (const realm of living()) {
      realm.stampEntries();
      realm.tellObservers();
    }
    begun = true;
    smil.beginFrame();
    entering = { frame, time, number, visible, idle: idleCalls(), before: null };
    return enter();
  }

  /** Goes on to the frame that is being entered, and shows it. @returns {Promise<Status>} */
  async function enter() {
    if (!entering) return status();
    const { frame, time, number, visible, idle } = entering;
    if (entering.before === null) {
      if (!(await runUntil(time, idle))) return status();
      entering.before = clock.frameTime;
      clock.beginFrame(frame, time);
      hub.beginFrame(frame, time);
    }
    if (hub.any && !(await runUntil(time, []))) return status();
    const { before } = entering;
    entering = null;
    pictures.turn();
    await runQueued();
    for (const realm of living()) {
      realm.seekAnimations(before);
      realm.seekSmil();
    }
    for (const realm of living()) realm.seekScrolls(before); // looks at the layout, so after what must be before that
    for (const realm of living()) realm.tellScrolls();
    for (const realm of living()) realm.requestFrame();
    for (const realm of living()) realm.requestCopies();
    // Where the frame before left tasks for its own time, this one will, too: it is shown once they have run.
    const hidden = late;
    const shown = visible || living().some((realm) => realm.isTransitioning());
    show(shown && !hidden);
    await update(hidden ? NO_NUMBER : number);
    late = clock.isDue(time);
    if (late) {
      await runUntil(time, []);
      dirty = true;
    }
    if (again) dirty = true;
    await runQueued();
    await calm();
    if (hidden) {
      again = false; // nothing was painted so far
      show(shown);
      await update(number);
    }
    return status();
  }

  return {
    ...mail,
    config,
    operations,
    nameRealm,
    pictures,
    /** The host of a window: of one in which a picture lives, with a clock of its own. @param {any} page */
    hostOf(page) {
      const own = pictures.hostOf(page.frameElement);
      return own ? { ...this, ...own } : this;
    },
    duration: () => duration,
    showers,
    /** @type {WeakSet<object>} canvases whose control was handed on */
    places: new WeakSet(),
    workerScript: () => config.workerScript,
    /** @type {Map<string, {name: string, source: string, told: string, control: MessagePort | null}>} shared workers */
    shared: new Map(),
    expect: hub.expect,
    createWorker: (/** @type {string} */ name) => hub.create(name, PAGES),
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
      if (isLoaded()) await runUntil(clock.frameTime, []);
      if (begun) {
        dirty = true;
        await calm();
      }
      await turn();
      return status();
    },
    /** Before frame 0, when loading waits for a timer, a frame or an idle moment: has them come without moving time. */
    async nudge() {
      clock.fireNext(Infinity);
      await runUntil(-1, idleCalls());
      for (const realm of living()) if (realm.framesWaiting()) realm.requestFrame();
      await update(NO_NUMBER);
      return status();
    },
    /** Once everything is loaded: one update at time 0, so that what was begun runs, whether or not it had been shown. */
    async adopt() {
      await update(NO_NUMBER);
      return status();
    },
    /** Takes in an animation that no list has. @param {any} animation */
    reveal(animation) {
      const root = animation.effect?.target?.getRootNode();
      for (const realm of living()) if (root?.ownerDocument === realm.document) realm.revealAnimations(root);
    },
    /**
     * Moves to a frame and shows it. @param {number} frame @param {number} time virtual milliseconds
     * @param {number} number the presentation's @returns {Promise<Status>}
     */
    step(frame, time, number) {
      return begin(frame, time, number, true);
    },
    /**
     * Moves to a frame without painting it. @param {number} frame @param {number} time virtual milliseconds
     * @param {number} number the presentation's @returns {Promise<Status>}
     */
    skip(frame, time, number) {
      return begin(frame, time, number, false);
    },
    /** Goes on with a step that was left unfinished. @returns {Promise<Status>} */
    resume: () => enter(),
    /** Shows what there is once more (after waiting), or nothing at all. @param {number} number @param {boolean} visible */
    async present(number, visible) {
      show(visible);
      await update(number);
      return status();
    },
    /** Takes in pictures that move, of which the browser or the server has told. @param {Found[]} found */
    addPictures(found) {
      pictures.add(found);
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
