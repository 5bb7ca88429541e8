// SMIL's moments among the timers: where a page listens to SMIL's events, its time stops at each of them.

// What happens in a moment may have more happen in the same one, without end. More than this in one frame is passed over.
const MOST_ROUNDS = 400;

/**
 * @param {Clock} clock
 * @param {ReturnType<typeof createTurns>} turn
 * @param {() => Promise<void>} calm has the browser render what there is, as it may do by chance while it is waited for
 * @param {() => Realm[]} all
 */
function createSmilMoments(clock, turn, calm, all) {
  const listening = () => all().filter((realm) => realm.smilListens && !realm.gone());
  let rounds = 0;

  const smil = {
    /** When the next one is; Infinity for none up to a limit. Both in virtual milliseconds. @param {number} limit */
    next: (limit) => listening().reduce((next, realm) => Math.min(next, realm.nextSmil(limit)), Infinity),
    /** Whether a script had an animation begin or end, where somebody listens: that is taken up before the next timer. */
    isStirred() {
      return rounds <= MOST_ROUNDS && listening().some((realm) => realm.isSmilTouched());
    },
    /**
     * Goes on to the next moment, if it is not after a time. @param {number} limit virtual milliseconds
     * @returns {Promise<boolean>} whether anything happened
     */
    async advance(limit) {
      if (await smil.settle()) return true;
      const moment = smil.next(limit);
      if (moment === Infinity || rounds > MOST_ROUNDS) return false;
      clock.advance(moment);
      for (const realm of listening()) realm.enterSmil();
      await dispatch();
      const repetitions = listening().flatMap((realm) => realm.smilRepetitions());
      if (repetitions.length > 0) {
        await run(repetitions);
        await dispatch();
      }
      return true;
    },
    beginFrame: () => void (rounds = 0),
    /** After a rendering update. @returns {Promise<boolean>} whether what the update showed may have changed since */
    async finishFrame() {
      const touched = all().some((realm) => !realm.gone() && realm.isSmilTouched());
      return (await smil.settle()) || touched;
    },
    /** Dispatches what there is. @returns {Promise<boolean>} whether anything may have happened */
    async settle() {
      const some = rounds <= MOST_ROUNDS && (smil.isStirred() || all().some((realm) => realm.hasSmilEvents()));
      for (const realm of all()) realm.forgetSmilTouch();
      if (some) await dispatch();
      return some;
    },
  };

  /** @param {(() => void)[]} events each is run as a task of its own */
  const run = (events) =>
    turn(() => {
      const event = events.shift();
      event?.();
      return event !== undefined;
    });

  /** Dispatches the browser's events, and those that come of them. */
  async function dispatch() {
    await calm();
    while (rounds <= MOST_ROUNDS) {
      rounds += 1;
      // What a script began is taken up in one task, and told of in the next.
      await turn();
      await turn();
      const events = all().flatMap((realm) => (realm.gone() ? [] : realm.smilEvents()));
      if (events.length === 0) return;
      await run(events);
    }
  }
  return smil;
}
