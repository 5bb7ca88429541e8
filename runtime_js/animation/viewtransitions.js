// View transitions. Between the call and the page's own callback, and between that and the start of the animations, the
// browser works in rendering updates of its own, as fast as the machine lets it: a frame waits for that, so that both take
// no time. The page's callback may wait for timers, and does so at virtual time.
//
// The browser keeps a picture of the old state: what it is taken of has to be visible, even in a frame that nobody films; and
// a browser that shows frames as fast as it can may lose it (hframes/browser/flags.py).

/** @param {Realm} realm @param {Host} host */
function installViewTransitions(realm, { show, config, uncontrolled }) {
  const { window: page } = realm;

  /** @type {Set<object>} those on which the browser is at work */
  const working = new Set();
  realm.isTransitioning = () => working.size > 0;
  if (!page.ViewTransition) return;

  // A rejection that the page leaves alone stays its own: one that we listen to would count as handled.
  /** @type {WeakSet<object>} those whose `ready` the page has looked at */
  const looked = new WeakSet();
  const readReady = accessor(page.ViewTransition.prototype, "ready").get;
  replaceAccessor(page.ViewTransition.prototype, "ready", {
    get() {
      looked.add(this);
      return readReady.call(this);
    },
  });

  for (const prototype of [page.Document.prototype, page.Element.prototype]) {
    const native = prototype.startViewTransition;
    if (!native) continue;
    const { startViewTransition } = {
      /** @this {any} @param {any[]} given */
      startViewTransition(...given) {
        const work = { over: false };
        const [asked] = given;
        const update = typeof asked === "function" ? asked : asked?.update;
        const call = () => {
          working.delete(work);
          const result = update();
          const goOn = () => void (work.over || working.add(work));
          page.Promise.resolve(result).then(goOn, goOn);
          return result;
        };
        if (typeof asked === "function") given[0] = call;
        else if (typeof update === "function") given[0] = { ...asked, types: asked.types, update: call };
        const transition = native.apply(this, given);
        working.add(work);
        show();
        if (!config.paced) uncontrolled("a view transition of a script that was loaded late, the old picture in");
        const end = () => {
          work.over = true;
          working.delete(work);
        };
        readReady.call(transition).then(end, (/** @type {unknown} */ reason) => {
          end();
          if (!looked.has(transition)) throw reason;
        });
        return transition;
      },
    };
    replaceFunction(prototype, "startViewTransition", startViewTransition);
  }
}
