// requestAnimationFrame. The page's callbacks wait for the next frame of the video; then each one is handed to the
// browser's own queue, so that order, microtasks and error reports are the browser's.

/** @param {Realm} realm */
function installFrames(realm) {
  const { window: page, clock } = realm;
  const nativeRequest = page.requestAnimationFrame.bind(page);
  /** @type {Map<number, FrameRequestCallback>} */
  const waiting = new Map();
  /** @type {Set<number>} those that the browser has and that were neither run nor cancelled */
  const handed = new Set();
  let lastId = 0;
  // From when a frame is asked for until its first callback runs: what is asked for then (by the events of animations,
  // which come first in the same rendering update) belongs to this frame.
  let gathering = false;

  /** @param {number} id @param {FrameRequestCallback} callback */
  const hand = (id, callback) => {
    handed.add(id);
    nativeRequest(() => {
      if (!handed.delete(id)) return;
      clock.beginTask();
      clock.actor = realm;
      callback(clock.frameTime);
    });
  };

  replaceFunction(page, "requestAnimationFrame", (/** @type {any[]} */ ...given) => {
    checkArguments(page, "requestAnimationFrame", given, true);
    lastId += 1;
    if (gathering) hand(lastId, given[0]);
    else waiting.set(lastId, given[0]);
    return lastId;
  });
  replaceFunction(page, "cancelAnimationFrame", (/** @type {any[]} */ ...given) => {
    checkArguments(page, "cancelAnimationFrame", given);
    waiting.delete(+given[0]);
    handed.delete(+given[0]);
  });

  /** Hands the waiting callbacks to the browser's next rendering update. */
  realm.requestFrame = () => {
    gathering = true;
    nativeRequest(() => {
      gathering = false;
      realm.endScrollUpdate();
    });
    for (const [id, callback] of waiting) hand(id, callback);
    waiting.clear();
  };
  realm.framesWaiting = () => waiting.size > 0;
}
