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
   * @typedef {object} Load one loading of a request or a reader
   * @property {{done: (deliver: () => void) => void, drop: () => void}} operation
   * @property {(kind: string, event: any) => void} tell tells the page; kind is `load`, `error` or `timeout`
   * @property {string} kind
   */
  /** @type {WeakMap<object, Load>} under way */
  const loads = new WeakMap();

  /** Holds the events of what loads until it is its turn. @param {string} name of the class @param {string[]} types */
  const hold = (name, types) => {
    const holds = (/** @type {any} */ event) => {
      const target = event.target;
      const load = loads.get(target);
      if (!load) return false;
      if (event.type === "error" || event.type === "timeout") load.kind = event.type;
      if (event.type !== "loadend") return true;
      loads.delete(target);
      load.operation.done(() => realm.run(() => load.tell(load.kind, event)));
      return true;
    };
    replaceClass(page, name, {
      construct(target, given, newTarget) {
        const made = Reflect.construct(target, given, newTarget);
        realm.catchEvents(made, types, holds); // here, before the page can listen
        return made;
      },
    });
  };
  hold("XMLHttpRequest", REQUEST_EVENTS);
  hold("FileReader", READER_EVENTS);
  /** @param {any} target @param {string} label @param {Load["tell"]} tell */
  const begin = (target, label, tell) =>
    void loads.set(target, { operation: host.operations.begin(label), tell, kind: "load" });
  /** @param {any} target */
  const drop = (target) => {
    loads.get(target)?.operation.drop();
    loads.delete(target);
  };
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
      drop(this);
      nativeOpen.apply(this, given);
      opened.set(this, { asynchronous: given.length < 3 || Boolean(given[2]), url: String(given[1]) });
    },
    /** @this {any} @param {any[]} given */
    send(...given) {
      nativeSend.apply(this, given);
      const { asynchronous, url } = opened.get(this) ?? { asynchronous: false, url: "" };
      if (!asynchronous) return;
      begin(this, `request of ${url.slice(0, 200)}`, (kind, end) => {
        realm.passEvent(this, new Event("readystatechange"));
        if (kind === "load") progress(this, "progress", end);
        progress(this, kind, end);
        progress(this, "loadend", end);
      });
    },
    /** @this {any} */
    abort() {
      drop(this);
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
        begin(this, name, (kind, end) => {
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
      drop(this);
      nativeReaderAbort.call(this);
    },
  };
  replaceFunction(reader, "abort", abort);
}
