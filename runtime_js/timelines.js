// What the page reads of the document timeline and of start times; time lines of the page's own.

/** @param {Realm} realm */
function installTimelines(realm) {
  const { window: page, clock } = realm;
  const { DocumentTimeline } = page;
  const readTime = accessor(page.AnimationTimeline.prototype, "currentTime").get;

  replaceAccessor(page.Animation.prototype, "startTime", {
    get() {
      return realm.startOf(this);
    },
    set(value) {
      realm.setStart(this, value);
    },
  });
  replaceAccessor(page.Animation.prototype, "currentTime", {
    get() {
      return realm.currentOf(this);
    },
  });
  replaceAccessor(page.AnimationTimeline.prototype, "currentTime", {
    get() {
      const native = readTime.call(this);
      return this instanceof DocumentTimeline ? clock.frameTime : native;
    },
  });
  // A second timeline would run on real time. The document's own stands in for it.
  replaceClass(page, "DocumentTimeline", {
    construct: (target, args, newTarget) => {
      Reflect.construct(target, args, newTarget); // the browser's own checks of the argument
      return page.document.timeline;
    },
  });
}
