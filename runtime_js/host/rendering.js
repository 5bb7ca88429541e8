// Rendering updates of the browser: one for a frame, further ones where more came of it, and those that make sure that it does
// not matter whether the browser has rendered by chance.

// A presentation takes as many updates at most, each with a number of its own.
const NUMBERS_OF_A_CALL = 4;
// The first one computes style and layout, the second tells what began in it, the third shows what that changed.
const UPDATES_UNTIL_CALM = 3;
// What the strip shows while there is nothing to be taken: no presentation has it.
const NO_NUMBER = 0;

/**
 * @param {object} parts
 * @param {any} parts.top the host's window
 * @param {ReturnType<typeof createTurns>} parts.turn
 * @param {() => Realm[]} parts.living
 * @param {() => Promise<boolean>} parts.finishFrame after an update; says whether what it showed may have changed since
 * @param {() => void} parts.endFrame after all updates of a frame
 */
function createRendering({ top, turn, living, finishFrame, endFrame }) {
  const nativeFrame = top.requestAnimationFrame.bind(top);
  const strip = () => top.document.getElementById("strip");
  const stage = () => top.document.getElementById("stage");
  /** @param {boolean} visible */
  const show = (visible) => void (stage().style.visibility = visible ? "visible" : "hidden");
  let dirty = false; // whether the page has run since it was rendered
  let again = false; // whether the browser may have painted what is half done
  let shown = 0;

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
      if (await finishFrame()) again = true; // it may have been painted before or after
      if (!adopt()) break;
    }
    endFrame();
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
    // What is half done is not painted, but where the browser is taking a picture of it (viewtransitions.js).
    show(living().some((realm) => realm.isTransitioning()));
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
      if (realm.hasFollowed()) again = true;
      realm.adoptSmil();
      realm.keepProperties();
      realm.watchSubframes();
      realm.tellObservers();
    }
    return restless;
  }

  return {
    update,
    calm,
    runQueued,
    /** The page has run. */
    spoil: () => void (dirty = true),
    show,
    /** Nothing of what was painted so far is to be taken. */
    forget: () => void (again = false),
    /** Whether the browser may have painted what is half done, since the last report. */
    get again() {
      return again;
    },
    /** @returns {{again: boolean, shown: number}} since the last report */
    report() {
      const said = { again, shown };
      again = false;
      shown = 0;
      return said;
    },
  };
}
