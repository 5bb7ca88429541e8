// Promises for what the browser does on other threads: each settles in the order of the operations (operations.js).

// Owner (a class, whose prototype has the functions, or an object) and its functions.
const OPERATIONS = {
  Blob: ["arrayBuffer", "bytes", "text"],
  FontFace: ["load"],
  FontFaceSet: ["load"],
  HTMLImageElement: ["decode"],
  SVGImageElement: ["decode"],
  OffscreenCanvas: ["convertToBlob"],
  ImageDecoder: ["decode"],
  SubtleCrypto: ["decrypt", "deriveBits", "deriveKey", "digest", "encrypt", "exportKey", "generateKey", "importKey"].concat(
    ["sign", "unwrapKey", "verify", "wrapKey"],
  ),
  CacheStorage: ["delete", "has", "keys", "match", "open"],
  Cache: ["add", "addAll", "delete", "keys", "match", "matchAll", "put"],
  StorageManager: ["estimate", "getDirectory", "persist", "persisted"],
  BaseAudioContext: ["decodeAudioData"],
  OfflineAudioContext: ["startRendering"],
  Permissions: ["query"],
  MediaCapabilities: ["decodingInfo", "encodingInfo"],
  MediaDevices: ["enumerateDevices"],
  NavigatorUAData: ["getHighEntropyValues"],
};

/** @param {Realm} realm */
function installPromises(realm) {
  const { window: page, host } = realm;

  /** @param {any} owner @param {string} name @param {(given: any[]) => string} [label] */
  const gate = (owner, name, label = () => name) => {
    const native = owner?.[name];
    if (typeof native !== "function") return;
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        return realm.inTurn(native.apply(this, given), label(given));
      },
    };
    replaceFunction(owner, name, replacement);
  };
  for (const [owner, names] of Object.entries(OPERATIONS)) for (const name of names) gate(page[owner]?.prototype, name);
  gate(page, "createImageBitmap");
  gate(page.WebAssembly, "compile");
  gate(page.WebAssembly, "instantiate");

  // What it streams from may be the page's to give, after another operation: it begins when that is there.
  for (const name of ["compileStreaming", "instantiateStreaming"]) {
    const native = page.WebAssembly[name];
    if (!native) continue;
    replaceFunction(page.WebAssembly, name, async (/** @type {any} */ source, /** @type {any[]} */ ...rest) => {
      const response = await source;
      return realm.inTurn(native(response, ...rest), name);
    });
  }

  if (page.FontFaceSet) {
    const readReady = accessor(page.FontFaceSet.prototype, "ready").get;
    /** @type {WeakMap<Promise<unknown>, Promise<unknown>>} by the browser's own */
    const readies = new WeakMap();
    replaceAccessor(page.FontFaceSet.prototype, "ready", {
      get() {
        const native = readReady.call(this);
        let ready = readies.get(native);
        if (!ready) readies.set(native, (ready = realm.inTurn(native, "fonts")));
        return ready;
      },
    });
  }

  const toBlob = page.HTMLCanvasElement?.prototype.toBlob;
  if (!toBlob) return;
  const replacements = {
    /** @this {HTMLCanvasElement} @param {any[]} given */
    toBlob(...given) {
      const [callback, ...rest] = given;
      if (typeof callback !== "function") return toBlob.apply(this, given); // throws
      const operation = host.operations.begin("toBlob");
      try {
        toBlob.call(this, (/** @type {Blob | null} */ blob) => operation.done(() => realm.run(() => callback(blob))), ...rest);
      } catch (error) {
        operation.drop();
        throw error;
      }
    },
  };
  replaceFunction(page.HTMLCanvasElement.prototype, "toBlob", replacements.toBlob);
}
