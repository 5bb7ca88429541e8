// The host page: holds the composition in an iframe and moves it from frame to frame.
//
// The order of a step, written down once: idle callbacks of the frame before; tasks and timers in (due, creation) order,
// microtasks drained after each, and before time moves on the results of all operations and what workers have to do;
// animations, SMIL and scrolling moved to the frame's time; then one rendering update of the browser, in which it fires
// animation events, runs the animation-frame callbacks, and paints them together with the strip that carries the
// presentation's number; then what began to run in it is taken over.

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

/** @param {any} top the host's window @param {Config} config */
function createHost(top, config) {
  const clock = createClock(config.epoch);
  const operations = createOperations(top);
  const imports = createImports(operations);
  /** @type {Map<string, (bitmap: ImageBitmap) => void>} the places of canvases in the page */
  const showers = new Map();
  /** @type {{touches: Touches | null}} what the page touched, where that is recorded */
  const traced = { touches: null };
  const hub = createHub(top, {
    receive: (letter) => mail.receive(letter),
    show: (id, bitmap) => showers.get(id)?.(bitmap),
    touch: (touched) => touched.forEach((one) => addTouched((traced.touches ??= createTouches()), one)),
  });
  const mail = createMail(PAGES, clock, (letter) => hub.route(letter, PAGES));
  /** @type {Realm[]} */
  let realms = [];
  /** @type {Fault[]} */
  let faults = [];
  /** @type {string[]} */
  let uncontrolled = [];
  let ended = false;
  /** @type {Entering | null} */
  let entering = null;
  let begun = false; // whether time runs
  let late = false; // whether the frame's callbacks have left tasks for the frame's own time
  let duration = config.duration;
  const nameRealm = createNames(top);

  // Resolves in a later task: every microtask, and whatever the browser had queued before, has run by then.
  const turn = createTurns(top, () => clock.beginTask());

  const pictures = createPictures(top, config, clock, (what) => void uncontrolled.push(what));
  const living = () => (realms = realms.filter((realm) => !realm.gone()));
  const rendering = createRendering({
    top,
    turn,
    living,
    finishFrame: () => smil.finishFrame(),
    endFrame: () => pictures.endFrame(),
  });
  const smil = createSmilMoments(clock, turn, () => rendering.calm(true), () => realms);
  const moments = createMoments({ top, clock, operations, hub, smil, turn, rendering, living });
  const { idleCalls, runUntil } = moments;

  /** @returns {Status} */
  const status = () => {
    const pending = [...living().flatMap((realm) => realm.pending()), ...operations.labels(), ...pictures.pending()];
    pending.push(...moments.pending());
    if (!begun && hub.nextDue <= 0) pending.push("a worker");
    const unfinished = entering !== null;
    const found = living().reduce((count, realm) => count + realm.countFound(), 0);
    // What a step has come to is told when it is at its end.
    const { again, shown } = unfinished ? { again: rendering.again, shown: 0 } : rendering.report();
    const nothing = pending.length + faults.length + uncontrolled.length + shown + found === 0;
    if (nothing && !ended && !again && !unfinished) return null;
    const said = { pending, faults, ended, uncontrolled, again, found, shown, unfinished };
    faults = [];
    uncontrolled = [];
    return said;
  };

  /**
   * @typedef {object} Entering a step under way
   * @property {number} frame
   * @property {number} time virtual milliseconds
   * @property {number} number the presentation's
   * @property {boolean} visible whether it is painted
   * @property {IdleCall[]} idle callbacks that are still to be called
   * @property {number | null} before the time of the frame before, once this one has begun
   */
  /** Whether the composition has been loaded: before, nothing of its own runs but its scripts as they are read. */
  const isLoaded = () => {
    // The window is not touched before it has a realm: that would have its first, empty document live.
    const main = living().find((realm) => realm.window.parent === top);
    return main !== undefined && main.document.readyState === "complete";
  };

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
    await rendering.runQueued();
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
    const taken = living().some((realm) => realm.isTransitioning());
    const shown = visible || taken;
    rendering.show(taken || (shown && !hidden));
    await rendering.update(hidden ? NO_NUMBER : number);
    late = clock.isDue(time);
    if (late) {
      await runUntil(time, []);
      rendering.spoil();
    }
    if (rendering.again) rendering.spoil();
    await rendering.runQueued();
    await rendering.calm();
    if (hidden) {
      rendering.forget();
      rendering.show(shown);
      await rendering.update(number);
    }
    return status();
  }

  return {
    ...mail,
    config,
    operations,
    imports,
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
    traced,
    touched: () => traced.touches?.list ?? [],
    drawn: () =>
      [...(traced.touches?.texts.values() ?? [])].map((text) => ({ ...text, characters: [...text.characters].join("") })),
    end: () => void (ended = true),
    show: () => rendering.show(true),
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
        rendering.spoil();
        await rendering.calm();
      }
      await turn();
      return status();
    },
    /** Looks a last time, when the last frame was taken. @returns {Promise<Status>} */
    async finish() {
      await turn();
      await turn();
      return status();
    },
    /** Before frame 0, when loading waits for a timer, a frame or an idle moment: has them come without moving time. */
    async nudge() {
      clock.fireNext(Infinity);
      await runUntil(-1, idleCalls());
      for (const realm of living()) if (realm.framesWaiting()) realm.requestFrame();
      await rendering.update(NO_NUMBER);
      return status();
    },
    /** Once everything is loaded: one update at time 0, so that what was begun runs, whether or not it had been shown. */
    async adopt() {
      await rendering.update(NO_NUMBER);
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
    /** Nothing that the page has asked for is under way, for a while. */
    giveWay: () => imports.giveWay(),
    /** Shows what there is once more (after waiting), or nothing at all. @param {number} number @param {boolean} visible */
    async present(number, visible) {
      rendering.show(visible);
      await rendering.update(number);
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
