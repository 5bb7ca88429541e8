// Workers: made with the clock's own script in front of theirs (hframes/serve.py puts it there; here for `blob:` and `data:`
// addresses), and spoken with through the hub (hub.js).

/** @param {Realm} realm */
function installWorkers(realm) {
  const { window: page, host, clock } = realm;
  const { Blob, Event, ErrorEvent } = page;
  const dispatch = page.EventTarget.prototype.dispatchEvent;
  let made = 0;

  const { createObjectURL, revokeObjectURL } = page.URL;
  replaceFunction(page.URL, "createObjectURL", (/** @type {any[]} */ ...given) => {
    const address = createObjectURL.apply(page.URL, given);
    if (given[0] instanceof Blob) host.blobs.set(address, given[0]);
    return address;
  });
  replaceFunction(page.URL, "revokeObjectURL", (/** @type {any[]} */ ...given) => {
    revokeObjectURL.apply(page.URL, given);
    host.blobs.delete(String(given[0]));
  });

  /** @param {unknown} address @returns {string} of the script with the clock's in front, where the server can't do that */
  const sourceOf = (address) => {
    const whole = URL.parse(String(address), page.document?.baseURI ?? page.location.href);
    const blob = whole && (host.blobs.get(whole.href) ?? blobOf(whole));
    if (!blob) return String(address);
    return createObjectURL.call(page.URL, new Blob([host.workerScript(), blob], { type: "text/javascript" }));
  };
  /** @param {URL} address @returns {Blob | null} what a `data:` address holds */
  const blobOf = ({ protocol, pathname, search }) => {
    const comma = pathname.indexOf(",");
    if (protocol !== "data:" || comma < 0) return null;
    const text = decodeURIComponent(pathname.slice(comma + 1) + search);
    const bytes = pathname.slice(0, comma).endsWith(";base64") ? Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) : text;
    return new Blob([bytes]);
  };

  realm.workerSource = sourceOf;

  /** A letter of a worker that was made here. @param {any} target @param {any} letter */
  realm.hearWorker = (target, letter) => {
    if (letter.error) {
      realm.post(() => tellError(target, letter.error));
      return;
    }
    const message = realm.unpack(letter);
    realm.post(() => realm.dispatchMessage(target, message));
  };
  /** @param {any} target @param {any} error */
  const tellError = (target, error) => {
    const event = error.message === undefined ? new Event("error") : new ErrorEvent("error", { ...error, cancelable: true });
    if (dispatch.call(target, event) && error.message !== undefined) {
      const told = new page.Error(error.message);
      told.stack = error.stack ?? `${error.message}\n    at ${error.filename}:${error.lineno}:${error.colno}`;
      page.reportError(told);
    }
  };

  if (!page.Worker) return; // some scopes can make none
  const prototype = page.Worker.prototype;
  const nativePost = prototype.postMessage;
  const nativeTerminate = prototype.terminate;
  /** @type {WeakMap<object, string>} */
  const names = new WeakMap();

  replaceClass(page, "Worker", {
    construct(target, given, newTarget) {
      if (given.length === 0) return Reflect.construct(target, given, newTarget); // throws
      made += 1;
      const name = `${realm.name}w${String(made).padStart(4, "0")}`;
      const options = Object(given[1] ?? {});
      const told = { name, own: String(options.name ?? ""), time: clock.time, frame: clock.frame, frameTime: clock.frameTime };
      const worker = Reflect.construct(target, [sourceOf(given[0]), { ...options, name: JSON.stringify(told) }], newTarget);
      names.set(worker, name);
      host.owned.set(name, { target: worker, realm });
      nativePost.call(worker, null, [host.createWorker(name)]);
      realm.catchEvents(worker, ["message", "messageerror", "error"], (/** @type {any} */ { type, message }) => {
        // Its script could not be had. (What it throws it tells through the hub.)
        if (type === "error") {
          realm.hearWorker(worker, { error: { message } });
          host.send({ terminate: name }, EMPTY);
        }
        return true;
      });
      return worker;
    },
  });
  const replacements = {
    /** @this {any} @param {any[]} given */
    postMessage(...given) {
      const name = names.get(this);
      if (name === undefined || given.length === 0) return nativePost.apply(this, given);
      host.send({ scope: name }, realm.pack(given[0], transferOf(given[1])));
      return undefined;
    },
    /** @this {any} */
    terminate() {
      nativeTerminate.call(this);
      const name = names.get(this);
      if (name === undefined || !host.owned.delete(name)) return;
      host.send({ terminate: name }, EMPTY);
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
}
