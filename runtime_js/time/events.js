// Event.timeStamp: the virtual time at which an event was dispatched, the same at every look.

// Events of animations are seen first by the window; any other that the browser makes has the time of the first look.
const ANIMATION_EVENTS = ["start", "iteration", "end", "cancel"].map((what) => `animation${what}`);
const TRANSITION_EVENTS = ["run", "start", "end", "cancel"].map((what) => `transition${what}`);

/** @param {Realm} realm */
function installEvents(realm) {
  const { window: page, clock } = realm;
  /** @type {WeakMap<Event, number>} */
  const stamps = new WeakMap();
  /** @param {Event} event */
  const stamp = (event) => {
    let time = stamps.get(event);
    if (time === undefined) stamps.set(event, (time = clock.now()));
    return time;
  };
  const readStamp = Object.getOwnPropertyDescriptor(page.Event.prototype, "timeStamp")?.get;
  replaceAccessor(page.Event.prototype, "timeStamp", {
    get() {
      readStamp?.call(this); // throws for what is no event
      return stamp(this);
    },
  });

  const nativeDispatch = page.EventTarget.prototype.dispatchEvent;
  const { dispatchEvent } = {
    /** @this {EventTarget} @param {any[]} given */
    dispatchEvent(...given) {
      if (given[0] instanceof page.Event) {
        stamp(given[0]);
        realm.keepUpSmil?.(this, given[0].type);
      }
      return nativeDispatch.apply(this, given);
    },
  };
  replaceFunction(page.EventTarget.prototype, "dispatchEvent", dispatchEvent);
  const listen = page.EventTarget.prototype.addEventListener;
  for (const name of [...ANIMATION_EVENTS, ...TRANSITION_EVENTS]) listen.call(page, name, stamp, true);
}
