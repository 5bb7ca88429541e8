// XMLHttpRequest and FileReader: what they tell while they are at it is told at once when it is their turn, with the whole
// result there.

const READS = ["readAsArrayBuffer", "readAsBinaryString", "readAsDataURL", "readAsText"];
const REQUEST_EVENTS = ["readystatechange", "progress", "load", "error", "timeout", "loadend"];
const READER_EVENTS = ["loadstart", "progress", "load", "error", "loadend"];

/** @param {Realm} realm */
function installRequests(realm) {
  const { window: page, host } = realm;
  const { Event, ProgressEvent } = page;

  /**
   * Holds the events of something that is loading until it is its turn.
   * @param {any} target @param {string[]} types @param {string} label
   * @param {(kind: string, event: any) => void} tell tells the page; kind is `load`, `error` or `timeout`
   */
  const hold = (target, types, label, tell) => {
    const operation = host.operations.begin(label);
    /** @type {any} */
    let last = null;
    const state = { held: true };
    states.set(target, { ...state, release: () => (state.held = false, operation.drop()) });
    const holds = (/** @type {any} */ event) => {
      if (!state.held) return false;
      if (event.type === "load" || event.type === "error" || event.type === "timeout") last = event;
      if (event.type !== "loadend") return true;
      state.held = false;
      operation.done(() => realm.run(() => tell(last?.type ?? "error", event)));
      return true;
    };
    realm.catchEvents(target, types, holds);
  };
  /** @type {WeakMap<object, {release: () => void}>} */
  const states = new WeakMap();
  /** @param {any} target @param {string} type @param {any} like */
  const progress = (target, type, { lengthComputable, loaded, total }) =>
    realm.passEvent(target, new ProgressEvent(type, { lengthComputable, loaded, total }));

  const request = page.XMLHttpRequest.prototype;
  const nativeOpen = request.open;
  const nativeSend = request.send;
  const nativeAbort = request.abort;
  /** @type {WeakMap<object, {asynchronous: boolean, url: string}>} */
  const opened = new WeakMap();
  const requestReplacements = {
    /** @this {any} @param {any[]} given */
    open(...given) {
      states.get(this)?.release();
      nativeOpen.apply(this, given);
      opened.set(this, { asynchronous: given.length < 3 || Boolean(given[2]), url: String(given[1]) });
    },
    /** @this {any} @param {any[]} given */
    send(...given) {
      nativeSend.apply(this, given);
      const { asynchronous, url } = opened.get(this) ?? { asynchronous: false, url: "" };
      if (!asynchronous) return;
      hold(this, REQUEST_EVENTS, `request of ${url.slice(0, 200)}`, (kind, end) => {
        realm.passEvent(this, new Event("readystatechange"));
        if (kind === "load") progress(this, "progress", end);
        progress(this, kind, end);
        progress(this, "loadend", end);
      });
    },
    /** @this {any} */
    abort() {
      states.get(this)?.release();
      nativeAbort.call(this);
    },
  };
  for (const [name, replacement] of Object.entries(requestReplacements)) replaceFunction(request, name, replacement);

  const reader = page.FileReader.prototype;
  for (const name of READS) {
    const native = reader[name];
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        native.apply(this, given);
        hold(this, READER_EVENTS, name, (kind, end) => {
          progress(this, "loadstart", end);
          if (kind === "load") progress(this, "progress", end);
          progress(this, kind, end);
          progress(this, "loadend", end);
        });
      },
    };
    replaceFunction(reader, name, replacement);
  }
  const nativeReaderAbort = reader.abort;
  const { abort } = {
    /** @this {any} */
    abort() {
      states.get(this)?.release();
      nativeReaderAbort.call(this);
    },
  };
  replaceFunction(reader, "abort", abort);
}
