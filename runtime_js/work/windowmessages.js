// window.postMessage, between the windows of a composition.

/** @param {Realm} realm */
function installWindowMessages(realm) {
  const { window: page, host } = realm;
  const nativePost = page.postMessage.bind(page);
  replaceFunction(page, "postMessage", (/** @type {any[]} */ ...given) => {
    const [data, second] = given;
    const options = second !== null && typeof second === "object" ? second : { targetOrigin: second, transfer: given[2] };
    const origin = options.targetOrigin === undefined ? "/" : String(options.targetOrigin);
    const named = origin === "*" || origin === "/" ? page.location.origin : URL.parse(origin)?.origin;
    if (given.length === 0 || named === undefined) {
      nativePost(...given); // throws
      return;
    }
    const message = realm.copyMessage(data, transferOf(options.transfer));
    if (named !== page.location.origin) return;
    // Whose script it is that posts can't be asked for; it is known of the tasks that the clock runs.
    const source = host.clock.actor?.window ?? page;
    realm.post(() => realm.dispatchMessage(page, { ...message, source, origin: source.location.origin }));
  });
}
