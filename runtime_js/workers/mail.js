// The mail of one thread (the pages', or a worker's): what leaves it for another thread, and where what arrives belongs. A
// message to another thread goes through the hub (hub.js), which every thread has one port to, so that the order of all
// messages is known.

/**
 * @typedef {{port: string} | {scope: string} | {owner: string} | {broadcast: string} | {terminate: string}} Address an end
 *   of a channel; the inside of a worker; the object that stands for it where it was made; all channels of a name
 * @typedef {object} Parcel a message on its way to another thread
 * @property {unknown} data
 * @property {any[]} list what is transferred
 * @property {[number, string, string][]} moved ends of channels: place in the list, id, the other end's id
 * @property {[number, string][]} canvases place in the list, id
 * @property {[string, () => Parcel][]} after messages that follow an end
 * @typedef {{to: Address, error?: Record<string, unknown>} & Omit<Parcel, "after">} Letter
 */

/** @type {Parcel} */
const EMPTY = { data: null, list: [], moved: [], canvases: [], after: [] };

/**
 * @param {string} thread its name
 * @param {Clock} clock
 * @param {(letter: Letter) => void} carry hands a letter on; throws where something in it can't be copied
 */
function createMail(thread, clock, carry) {
  /** @type {Map<string, End>} */
  const known = new Map();
  /** @type {Map<string, {target: any, realm: Realm}>} workers made in this thread */
  const owned = new Map();
  let lastId = 0;

  return {
    clock,
    /** @type {WeakMap<MessagePort, End>} see messages.js */
    ends: new WeakMap(),
    /** @type {Set<Listener>} see broadcast.js */
    listeners: new Set(),
    /** @type {Map<string, Blob>} what the page has made addresses for */
    blobs: new Map(),
    canvases: createCanvases(),
    owned,
    newId: () => `${thread}:${++lastId}`,
    knowEnd: (/** @type {End} */ end) => void known.set(end.id, end),
    endOf: (/** @type {string} */ id) => known.get(id),
    /** @param {Address} to @param {Parcel} parcel */
    send(to, { after, ...parcel }) {
      carry({ to, ...parcel });
      for (const [id, pack] of after) this.send({ port: id }, pack());
    },
    /** Queues what arrived as a task of whom it is for. @param {any} letter */
    receive(letter) {
      const { to } = letter;
      if ("port" in to) known.get(to.port)?.realm.receive(to.port, letter);
      if ("broadcast" in to) {
        for (const listener of this.listeners) {
          if (listener.name === to.broadcast) listener.realm.hearBroadcast(listener, letter);
        }
      }
      const owner = owned.get(to.owner);
      if (owner) owner.realm.hearWorker(owner.target, letter);
    },
  };
}
