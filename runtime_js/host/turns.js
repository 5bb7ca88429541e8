// Turns: work of the page that the host asks for, piece by piece. Each piece is run as a task of its own would be, with its
// microtasks drained after it. But between two pieces of a turn there is no moment at which the browser could paint: a
// picture can depend on the one shown before it, and a picture of what is half done would come or not as chance has it
// (seen: two renders of a page of timers differed at the edges of letters on a busy machine).
//
// So a turn is one message with many listeners, a piece for each: a browser drains microtasks whenever a listener returns
// to an empty stack (https://html.spec.whatwg.org/#clean-up-after-running-script).

// More pieces than this make a second message; a listener that finds nothing to do ends the message, so many cost nothing.
const PIECES_OF_A_MESSAGE = 2000;

/**
 * @param {any} top the host's window
 * @param {() => void} beginTask
 * @returns {(piece?: () => boolean) => Promise<void>} takes what does one piece and says whether there was one; resolves
 *   when there is none left, in the same task
 */
function createTurns(top, beginTask) {
  const { port1, port2 } = new top.MessageChannel();
  /** @type {{piece: () => boolean, done: () => void}[]} */
  const turns = [];

  /** @param {Event} event */
  function doPiece(event) {
    beginTask();
    if (turns[0].piece()) return;
    event.stopImmediatePropagation();
    turns.shift()?.done();
  }
  for (let count = 0; count < PIECES_OF_A_MESSAGE; count += 1) {
    // The same function would be taken once only.
    port1.addEventListener("message", (/** @type {Event} */ event) => doPiece(event));
  }
  port1.addEventListener("message", () => port2.postMessage(null));
  port1.start();

  return (piece = () => false) =>
    new Promise((resolve) => {
      turns.push({ piece, done: () => resolve(undefined) });
      port2.postMessage(null);
    });
}
