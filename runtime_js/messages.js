// Messages between the windows of a composition and within one: MessageChannel, window.postMessage. The browser delivers them
// in tasks of its own, at real times; here they take their turn among the tasks and timers of the clock.
//
// A pair of ports stays the browser's own pair, but nothing is sent through it while both ends are in windows of the
// composition. Once an end has gone elsewhere (a worker, another origin), the browser's own way is taken.

/**
 * @typedef {object} End one end of a channel
 * @property {MessagePort} port the port that stands for it now: another one after it was transferred
 * @property {Realm} realm
 * @property {End | null} other null once it is out of the clock's reach
 * @property {boolean} started
 * @property {boolean} closed
 * @property {Message[]} held until it is started
 * @typedef {{data: unknown, ports: MessagePort[]}} Message
 */

/** @param {Realm} realm */
function installMessages(realm) {
  const { window: page, host } = realm;
  /** @type {WeakMap<MessagePort, End>} */
  const ends = host.ends;
  const prototype = page.MessagePort.prototype;
  const { postMessage, start, close } = prototype;
  const nativeHandler = accessor(prototype, "onmessage");
  const clone = page.structuredClone.bind(page);
  const { MessageEvent, DOMException } = page;
  const dispatch = page.EventTarget.prototype.dispatchEvent;

  /** @param {any} given the second argument of postMessage @returns {any[]} */
  const transferOf = (given) => {
    const list = given !== null && typeof given === "object" && !(Symbol.iterator in given) ? given.transfer : given;
    return list === undefined || list === null ? [] : [...list];
  };

  /** Dispatches a message on something of this window. @param {any} target @param {any} init */
  realm.dispatchMessage = (target, init) => dispatch.call(target, new MessageEvent("message", init));

  /**
   * Copies a message for this window; ends of channels in it move here.
   * @param {unknown} data @param {any[]} transfer @returns {Message}
   */
  realm.copyMessage = (data, transfer) => {
    const moved = transfer.filter((item) => ends.has(item));
    const ports = transfer.filter((item) => Object.prototype.toString.call(item) === "[object MessagePort]");
    const copy = clone({ data, ports }, { transfer });
    for (const port of moved) {
      const end = /** @type {End} */ (ends.get(port));
      ends.delete(port);
      end.port = copy.ports[ports.indexOf(port)];
      end.realm = realm;
      end.started = false;
      ends.set(end.port, end);
    }
    return { data: copy.data, ports: copy.ports };
  };

  /** @param {End} end @param {Message} message */
  const deliver = (end, message) => {
    if (end.closed || end.realm.gone()) return;
    if (end.started) end.realm.run(() => end.realm.dispatchMessage(end.port, message));
    else end.held.push(message);
  };
  /** @param {End} end @param {Message} message */
  const send = (end, message) => {
    if (end.started) host.clock.post(() => deliver(end, message));
    else end.held.push(message);
  };
  /** @param {End | undefined} end */
  const startEnd = (end) => {
    if (!end || end.started) return;
    end.started = true;
    for (const message of end.held.splice(0)) send(end, message);
  };

  /** @param {MessagePort} port @returns {End} */
  const createEnd = (port) => {
    /** @type {End} */
    const end = { port, realm, other: null, started: false, closed: false, held: [] };
    ends.set(port, end);
    return end;
  };
  replaceClass(page, "MessageChannel", {
    construct(target, given, newTarget) {
      const channel = Reflect.construct(target, given, newTarget);
      const [one, two] = [createEnd(channel.port1), createEnd(channel.port2)];
      one.other = two;
      two.other = one;
      return channel;
    },
  });

  const replacements = {
    /** @this {MessagePort} @param {any[]} given */
    postMessage(...given) {
      const end = ends.get(this);
      if (!end?.other || given.length === 0) return postMessage.apply(this, given);
      const transfer = transferOf(given[1]);
      if (transfer.includes(this)) {
        throw new DOMException("Port at index 0 contains the source port.", "DataCloneError");
      }
      const message = end.other.realm.copyMessage(given[0], transfer);
      if (!end.other.closed && !end.closed) send(end.other, message);
      return undefined;
    },
    /** @this {MessagePort} */
    start() {
      start.call(this);
      startEnd(ends.get(this));
    },
    /** @this {MessagePort} */
    close() {
      close.call(this);
      const end = ends.get(this);
      if (end) end.closed = true;
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceFunction(prototype, name, replacement);
  replaceAccessor(prototype, "onmessage", {
    get: nativeHandler.get,
    set(value) {
      nativeHandler.set.call(this, value);
      startEnd(ends.get(this));
    },
  });

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
