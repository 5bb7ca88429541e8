// Runs a callback of the page as a task of its window: what it throws is reported by the browser itself, as uncaught,
// with the place where it was thrown. (`reportError` knows no place for what isn't an Error.)

/**
 * @param {any} page
 * @param {() => void} begin called before the work
 * @returns {(work: () => void) => void}
 */
function createRunner(page, begin) {
  const bell = new page.EventTarget();
  const NativeEvent = page.Event;
  const ring = page.EventTarget.prototype.dispatchEvent.bind(bell);
  /** @type {(() => void) | undefined} */
  let next;
  page.EventTarget.prototype.addEventListener.call(bell, "task", () => {
    const work = next;
    next = undefined;
    work?.();
  });
  return (work) => {
    begin();
    next = work;
    ring(new NativeEvent("task"));
  };
}
