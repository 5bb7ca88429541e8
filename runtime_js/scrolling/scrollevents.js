// scroll and scrollend events. The browser fires them in some rendering update of its own, which comes before or after the
// next frame as the machine is fast or slow. So they are fired here: once for each scroller that has moved, at the
// beginning of the frame that follows, before the animation-frame callbacks, as in a browser that draws at the video's
// rate. The browser's own are taken for what they tell: that something moved, by whatever cause.

/** @param {Realm} realm */
function installScrollEvents(realm) {
  const { window: page } = realm;
  const { addEventListener, dispatchEvent } = page.EventTarget.prototype;
  const NativeEvent = page.Event;
  /** @type {Map<Scroller, {position: string, ended: boolean}>} what is still to be told, in the order of moving */
  let waiting = new Map();
  /** @type {WeakMap<Scroller, {position: string, ended: boolean}>} */
  const told = new WeakMap();
  // From the beginning of a frame until its animation-frame callbacks: what moves in it is still the frame's.
  let inUpdate = false;

  const nameOf = (/** @type {Scroller} */ scroller) => realm.positionOf(scroller).join();

  /** Notes that something has moved, or came to rest. @param {Scroller} scroller @param {boolean} ended */
  realm.noteScroll = (scroller, ended) => {
    const position = nameOf(scroller);
    const before = told.get(scroller);
    if (!waiting.has(scroller) && (before?.position ?? "0,0") === position && (before?.ended ?? true) === ended) return;
    waiting.set(scroller, { position, ended });
  };

  const onNative = (/** @type {Event} */ event) => {
    if (!event.isTrusted || event.target === page.visualViewport) return;
    const scroller = /** @type {Scroller} */ (event.target);
    const position = nameOf(scroller);
    const known = waiting.get(scroller) ?? told.get(scroller);
    const ended = event.type === "scrollend";
    const isNews = known?.position !== position || (ended && !known?.ended && !realm.isScrolling(scroller));
    if (isNews && inUpdate) {
      told.set(scroller, { position, ended });
      return;
    }
    event.stopImmediatePropagation();
    if (isNews) waiting.set(scroller, { position, ended });
  };
  /** @param {EventTarget} target a window; a shadow root, since scroll events do not leave it */
  realm.watchScrolls = (target) => {
    for (const name of ["scroll", "scrollend"]) addEventListener.call(target, name, onNative, true);
  };
  realm.watchScrolls(page);

  /** Tells the page what moved since the frame before. */
  realm.tellScrolls = () => {
    inUpdate = true;
    if (waiting.size === 0) return;
    const now = waiting;
    waiting = new Map();
    for (const [scroller, { position, ended }] of now) {
      const before = told.get(scroller);
      told.set(scroller, { position, ended });
      const names = (before?.position ?? "0,0") === position ? [] : ["scroll"];
      if (ended) names.push("scrollend");
      for (const name of names) realm.run(() => fire(scroller, name));
    }
  };
  /** @param {Scroller} scroller @param {string} name */
  const fire = (scroller, name) =>
    dispatchEvent.call(scroller, new NativeEvent(name, { bubbles: scroller.nodeType === page.Node.DOCUMENT_NODE }));
  realm.endScrollUpdate = () => (inUpdate = false);
}
