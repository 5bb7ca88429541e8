// Messages: MessageChannel. The browser delivers them in tasks of its own, at real times; here they take their turn among the
// tasks and timers of the clock.
//
// A pair of ports stays the browser's own pair, but nothing is sent through it. Within one thread a message is copied and
// queued. Once an end has gone to another thread (a worker), both have ids, and messages to it go by the hub (hub.js).

/**
 * @typedef {object} End one end of a channel
 * @property {MessagePort} port the port that stands for it now: another one after it was transferred
 * @property {Realm} realm
 * @property {End | null} other null where it is in another thread
 * @property {string} id known to all threads; empty while no end has left this one
 * @property {string} remote the id of the other end
 * @property {boolean} started
 * @property {boolean} closed
 * @property {Message[]} held until it is started
 * @property {boolean} left whether it went to another thread
 * @typedef {{data: unknown, ports: MessagePort[]}} Message
 */

const isPort = (/** @type {any} */ item) => Object.prototype.toString.call(item) === "[object MessagePort]";

/** @param {any} given the second argument of postMessage: a list, or options @returns {any[]} */
function transferOf(given) {
  const list = given !== null && typeof given === "object" && !(Symbol.iterator in given) ? given.transfer : given;
  return list === undefined || list === null ? [] : [...list];
}

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

  /** Dispatches a message on something of this window. @param {any} target @param {any} init */
  realm.dispatchMessage = (target, init) => dispatch.call(target, new MessageEvent("message", init));

  /**
   * Copies a message for this window; ends of channels in it move here.
   * @param {unknown} data @param {any[]} transfer @returns {Message}
   */
  realm.copyMessage = (data, transfer) => {
    const moved = transfer.filter((item) => ends.has(item));
    const ports = transfer.filter(isPort);
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
    if (end.left) {
      host.send({ port: end.id }, realm.pack(message.data, message.ports));
      return;
    }
    if (end.closed || end.realm.gone()) return;
    if (end.started) end.realm.run(() => end.realm.dispatchMessage(end.port, message));
    else end.held.push(message);
  };
  /** @param {End} end @param {Message} message */
  const send = (end, message) => {
    if (end.started || end.left) host.clock.post(() => deliver(end, message));
    else end.held.push(message);
  };
  /** A message that came from another thread. @param {string} id of the end @param {any} parcel */
  realm.receive = (id, parcel) => {
    const end = host.endOf(id);
    if (end && !end.closed) send(end, end.realm.unpack(parcel));
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
    const end = { port, realm, other: null, id: "", remote: "", started: false, closed: false, left: false, held: [] };
    ends.set(port, end);
    return end;
  };

  /**
   * Takes a port for an end of a channel whose other end is in another thread.
   * @param {MessagePort} port @param {string} id @param {string} remote
   */
  realm.adoptEnd = (port, id, remote) => {
    const end = createEnd(port);
    end.id = id;
    end.remote = remote;
    host.knowEnd(end);
  };

  /** Gives both ends of a channel ids. @param {End} end */
  const name = (end) => {
    if (end.id !== "" || !end.other) return;
    end.id = host.newId();
    end.other.id = host.newId();
    end.remote = end.other.id;
    end.other.remote = end.id;
    host.knowEnd(end.other);
    host.knowEnd(end);
    end.other.other = null;
    end.other = null;
  };
  /**
   * Makes a message ready for another thread; the ends of channels in it leave this one.
   * @param {unknown} data @param {any[]} transfer @returns {Parcel}
   */
  realm.pack = (data, transfer) => {
    /** @type {[number, string, string][]} */
    const moved = [];
    /** @type {[string, () => Parcel][]} */
    const after = [];
    transfer.forEach((item, place) => {
      const end = ends.get(item);
      if (!end) return;
      name(end);
      moved.push([place, end.id, end.remote]);
      for (const held of end.held.splice(0)) after.push([end.id, () => realm.pack(held.data, held.ports)]);
      end.left = true;
      ends.delete(item);
    });
    /** @type {[number, string][]} */
    const canvases = [];
    transfer.forEach((item, place) => {
      const id = host.canvases.leave(item);
      if (id) canvases.push([place, id]);
    });
    return { data, list: transfer, moved, canvases, after };
  };
  /** @param {any} parcel as another thread packed it @returns {Message} */
  realm.unpack = ({ data, list, moved, canvases }) => {
    const copy = realm.isHome ? { data, list } : clone({ data, list }, { transfer: list });
    for (const [place, id, remote] of moved) {
      realm.adoptEnd(copy.list[place], id, remote);
    }
    for (const [place, id] of canvases) host.canvases.enter(id, copy.list[place]);
    return { data: copy.data, ports: copy.list.filter(isPort) };
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
      if (!end || given.length === 0) return postMessage.apply(this, given);
      const transfer = transferOf(given[1]);
      if (transfer.includes(this)) {
        throw new DOMException("Port at index 0 contains the source port.", "DataCloneError");
      }
      if (!end.other) {
        if (!end.closed) host.send({ port: end.remote }, realm.pack(given[0], transfer));
        return undefined;
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
}
