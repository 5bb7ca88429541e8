// What the page reads of the document timeline and of start times; time lines of the page's own.

/** @param {Realm} realm */
function installTimelines(realm) {
  const { window: page, clock } = realm;
  const { DocumentTimeline } = page;
  /** @type {WeakMap<AnimationTimeline, number>} the page's own timelines: milliseconds of the clock at which they are at 0 */
  const origins = new WeakMap();
  const readTime = accessor(page.AnimationTimeline.prototype, "currentTime").get;

  replaceAccessor(page.Animation.prototype, "startTime", {
    get() {
      return realm.startOf(this);
    },
    set(value) {
      realm.setStart(this, value);
    },
  });
  const writeCurrent = accessor(page.Animation.prototype, "currentTime").set;
  replaceAccessor(page.Animation.prototype, "currentTime", {
    get() {
      return realm.currentOf(this);
    },
    set(value) {
      writeCurrent.call(this, value);
      if (value >= realm.endOf(this) || value <= 0) realm.stirAnimations(); // it may be over
    },
  });
  const { getComputedTiming } = {
    /** @this {AnimationEffect} */
    getComputedTiming() {
      return realm.timingOf(this);
    },
  };
  replaceFunction(page.AnimationEffect.prototype, "getComputedTiming", getComputedTiming);
  replaceAccessor(page.AnimationTimeline.prototype, "currentTime", {
    get() {
      const native = readTime.call(this);
      return this instanceof DocumentTimeline ? clock.frameTime - (origins.get(this) ?? 0) : native;
    },
  });

  // A timeline of the page's own would run on real time. What is put on it natively is on the document's.
  /** @type {WeakMap<Animation, AnimationTimeline>} */
  const own = new WeakMap();
  replaceClass(page, "DocumentTimeline", {
    construct: (target, given, newTarget) => {
      const timeline = Reflect.construct(target, given, newTarget);
      origins.set(timeline, Number(given[0]?.originTime ?? 0));
      return timeline;
    },
  });
  /** The timeline that an animation natively gets. @param {any} timeline */
  const standIn = (timeline) => (origins.has(timeline) ? page.document.timeline : timeline);
  /** @param {Animation} animation @param {any} timeline */
  const note = (animation, timeline) => {
    if (origins.has(timeline)) own.set(animation, timeline);
    else own.delete(animation);
    return animation;
  };
  realm.originOf = (/** @type {Animation} */ animation) => origins.get(/** @type {any} */ (own.get(animation))) ?? 0;

  const { get: readTimeline, set: writeTimeline } = accessor(page.Animation.prototype, "timeline");
  replaceAccessor(page.Animation.prototype, "timeline", {
    get() {
      const timeline = readTimeline.call(this);
      return timeline instanceof DocumentTimeline ? (own.get(this) ?? timeline) : timeline;
    },
    set(timeline) {
      const moves = readTimeline.call(this) instanceof DocumentTimeline && timeline instanceof DocumentTimeline;
      const start = moves ? realm.startOf(this) : null;
      writeTimeline.call(this, standIn(timeline));
      note(this, timeline);
      if (start !== null) realm.setStart(this, start); // it keeps its start time, which is another moment there
    },
  });
  replaceClass(page, "Animation", {
    construct: (target, [effect, timeline, ...rest], newTarget) => {
      const given = timeline === undefined ? [effect] : [effect, standIn(timeline), ...rest];
      return note(Reflect.construct(target, effect === undefined ? [] : given, newTarget), timeline);
    },
  });
  for (const name of ["CSSAnimation", "CSSTransition"]) Object.setPrototypeOf(page[name], page.Animation);
  const nativeAnimate = page.Element.prototype.animate;
  const { animate } = {
    /** @this {Element} @param {any[]} given */
    animate(...given) {
      const timeline = given[1]?.timeline;
      if (!origins.has(timeline)) return nativeAnimate.apply(this, given);
      return note(nativeAnimate.call(this, given[0], { ...given[1], timeline: standIn(timeline) }), timeline);
    },
  };
  replaceFunction(page.Element.prototype, "animate", animate);

  // A finish or cancel event has the time at which it was asked for, and comes with the next frame.
  /** @type {WeakMap<Animation, {frame: number, time: number}>} */
  const asked = new WeakMap();
  for (const name of ["finish", "cancel"]) {
    const call = page.Animation.prototype[name];
    const { replacement } = {
      /** @this {Animation} @param {any[]} given */
      replacement(...given) {
        call.apply(this, given);
        realm.stirAnimations();
        asked.set(this, { frame: clock.frame, time: clock.frameTime });
      },
    };
    replaceFunction(page.Animation.prototype, name, replacement);
  }
  const readTimelineTime = accessor(page.AnimationPlaybackEvent.prototype, "timelineTime").get;
  /** @type {WeakMap<Event, number>} */
  const times = new WeakMap();
  replaceAccessor(page.AnimationPlaybackEvent.prototype, "timelineTime", {
    get() {
      const native = readTimelineTime.call(this);
      const animation = this.target;
      if (!this.isTrusted || native === null || !(animation?.timeline instanceof DocumentTimeline)) return native;
      let time = times.get(this);
      if (time === undefined) {
        const call = asked.get(animation);
        const queued = call && call.frame + 1 >= clock.frame ? call.time : clock.frameTime;
        times.set(this, (time = queued - realm.originOf(animation)));
      }
      return time;
    },
  });
}
