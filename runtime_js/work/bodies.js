// fetch, and the bodies of requests and responses. How a body was cut into pieces on its way is no matter of the page: a
// stream of it gives it whole.

const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"];

/** @param {Realm} realm */
function installBodies(realm) {
  const { window: page } = realm;
  const { ReadableStream, Response } = page;
  const readResponse = Response.prototype.arrayBuffer;
  const readBlob = page.Blob.prototype.arrayBuffer;
  // Bodies that a stream feeds, which can wait for an operation that is begun later: they take their turn once it has ended.
  /** @type {WeakSet<object>} */
  const fed = new WeakSet();
  const isFed = (/** @type {any} */ body) => body instanceof ReadableStream;
  /** @type {WeakMap<ReadableStream, ReadableStream>} by the browser's own */
  const streams = new WeakMap();

  const readBodies = { Response: accessor(Response.prototype, "body").get, Request: accessor(page.Request.prototype, "body").get };
  /** @param {any} holder of a body that a stream feeds @returns {Promise<Response>} one with the whole body */
  const drained = async (holder) => {
    const body = readBodies[holder instanceof Response ? "Response" : "Request"].call(holder);
    const pieces = [];
    for (const reader = body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!(value instanceof page.Uint8Array)) throw new page.TypeError("Received non-Uint8Array chunk");
      pieces.push(value);
    }
    return new Response(new page.Blob(pieces), { headers: holder.headers });
  };

  const nativeFetch = page.fetch;
  const { fetch } = {
    /** @this {any} @param {any[]} given */
    fetch(...given) {
      const answer = nativeFetch.apply(this, given);
      if (isFed(given[1]?.body) || fed.has(given[0])) return answer;
      return realm.inTurn(answer, `fetch of ${String(given[0]?.url ?? given[0]).slice(0, 200)}`);
    },
  };
  replaceFunction(page, "fetch", fetch);

  for (const name of ["Response", "Request"]) {
    const { prototype } = page[name];
    replaceClass(page, name, {
      construct(target, given, newTarget) {
        const made = Reflect.construct(target, given, newTarget);
        if (isFed(name === "Response" ? given[0] : given[1]?.body) || fed.has(given[0])) fed.add(made);
        return made;
      },
    });
    for (const reader of READERS) {
      const native = prototype[reader];
      if (!native) continue;
      const { replacement } = {
        /** @this {any} @param {any[]} given */
        replacement(...given) {
          if (fed.has(this) && !this.bodyUsed) return drained(this).then((whole) => realm.inTurn(native.call(whole), reader));
          return realm.inTurn(native.apply(this, given), reader);
        },
      };
      replaceFunction(prototype, reader, replacement);
    }
    const nativeClone = prototype.clone;
    const { clone } = {
      /** @this {any} */
      clone() {
        const made = nativeClone.call(this);
        if (fed.has(this)) fed.add(made);
        return made;
      },
    };
    replaceFunction(prototype, "clone", clone);
    const nativeBody = accessor(prototype, "body").get;
    replaceAccessor(prototype, "body", {
      get() {
        const native = nativeBody.call(this);
        if (native === null || fed.has(this)) return native;
        let stream = streams.get(native);
        if (!stream) {
          stream = inOnePiece(page, () => realm.inTurn(readResponse.call(new Response(native)), "a body"));
          streams.set(native, stream);
        }
        return stream;
      },
    });
  }

  const { stream: nativeStream } = page.Blob.prototype;
  const { stream } = {
    /** @this {Blob} */
    stream() {
      nativeStream.call(this); // the browser's own checks
      return inOnePiece(page, () => realm.inTurn(readBlob.call(this), "a blob"));
    },
  };
  replaceFunction(page.Blob.prototype, "stream", stream);
}

/** @param {any} page @param {() => Promise<ArrayBuffer>} read @returns {ReadableStream} */
function inOnePiece(page, read) {
  /** @param {ReadableByteStreamController} controller */
  const pull = async (controller) => {
    const bytes = new page.Uint8Array(await read());
    if (bytes.length > 0) controller.enqueue(bytes);
    controller.close();
    controller.byobRequest?.respond(0);
  };
  return new page.ReadableStream({ type: "bytes", pull }, { highWaterMark: 0 });
}
