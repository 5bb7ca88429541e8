// What runs until when: the tasks, timers and idle callbacks of the pages, the results of operations, SMIL's moments and the
// workers, all together from one moment at which any of them has something to do to the next.

// How long, in real milliseconds, a call waits for the browser before it tells what it waits for.
const PATIENCE_OF_A_CALL = 100;

/**
 * @typedef {{realm: Realm, id: number}} IdleCall
 * @param {object} parts
 * @param {any} parts.top the host's window
 * @param {Clock} parts.clock
 * @param {ReturnType<typeof createOperations>} parts.operations
 * @param {ReturnType<typeof createHub>} parts.hub
 * @param {ReturnType<typeof createSmilMoments>} parts.smil
 * @param {ReturnType<typeof createTurns>} parts.turn
 * @param {ReturnType<typeof createRendering>} parts.rendering
 * @param {() => Realm[]} parts.living
 */
function createMoments({ top, clock, operations, hub, smil, turn, rendering, living }) {
  const realNow = top.performance.now.bind(top.performance);
  /** @type {(() => void)[]} results of operations that are still to be handed over */
  const results = [];

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
    if (clock.fireNext(Math.min(clock.time, time))) return true;
    const deliver = results.shift();
    if (deliver) {
      deliver();
      return true;
    }
    return !operations.waiting && clock.fireNext(Math.min(time, smil.next(time)));
  }

  /** Runs what the page has to do up to a time. @param {number} time virtual milliseconds @param {IdleCall[]} idle */
  async function runPages(time, idle) {
    const due = clock.isDue(operations.waiting ? Math.min(clock.time, time) : time);
    if (idle.length === 0 && results.length === 0 && !due) return;
    await turn(() => doPiece(time, idle));
    rendering.spoil();
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
      if (results.length > 0 && !smil.isStirred()) continue;
      if (operations.waiting) {
        // Also where they are there already, which is chance.
        await rendering.calm(true);
        await operations.change(PATIENCE_OF_A_CALL);
        results.push(...operations.take());
        if (realNow() > end) return false;
        continue;
      }
      if (!hub.any) {
        if (!(await smil.advance(time))) return true;
        rendering.spoil();
        continue;
      }
      clock.advance(moment);
      if (hub.nextDue <= moment + SAME_TIME) {
        hub.run(moment);
        await rendering.calm();
        if (!(await hub.collect(PATIENCE_OF_A_CALL)) && realNow() > end) return false;
      } else if (await smil.advance(moment)) rendering.spoil();
      else if (!clock.isDue(moment) && moment >= time) return true;
    }
  }

  /** @returns {string[]} what has come and is still to be handed over, where a page asks for more without end */
  const pending = () => (results.length > 0 ? ["what it asks for without end"] : []);

  return { idleCalls, runUntil, pending };
}
