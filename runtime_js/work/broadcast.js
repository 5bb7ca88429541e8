// BroadcastChannel: messages to every other channel of the same name, each a task of the clock.

/**
 * @typedef {object} Listener a channel that is open
 * @property {string} name
 * @property {any} channel
 * @property {Realm} realm
 */

/** @param {Realm} realm */
function installBroadcast(realm) {
  const { window: page, host } = realm;
  /** @type {Set<Listener>} in the order in which they were opened */
  const listeners = host.listeners;
  const { postMessage, close } = page.BroadcastChannel.prototype;

  replaceClass(page, "BroadcastChannel", {
    construct(target, given, newTarget) {
      const channel = Reflect.construct(target, given, newTarget);
      listeners.add({ name: channel.name, channel, realm });
      return channel;
    },
  });
  /** @param {Listener} listener @param {unknown} data a copy for this window */
  const tell = (listener, data) =>
    realm.post(() => {
      if (listeners.has(listener)) realm.dispatchMessage(listener.channel, { data, origin: page.location.origin });
    });
  realm.tellBroadcast = tell;
  /** A broadcast from another thread. @param {Listener} listener @param {any} letter */
  realm.hearBroadcast = (listener, letter) => tell(listener, realm.copyMessage(letter.data, []).data);
  /** @param {any} channel */
  const listenerOf = (channel) => [...listeners].find((listener) => listener.channel === channel);

  const replacements = {
    /** @this {any} @param {any[]} given */
    postMessage(...given) {
      const own = listenerOf(this);
      if (!own || given.length === 0) return postMessage.apply(this, given); // throws: it is closed
      for (const other of listeners) {
        if (other === own || other.name !== own.name) continue;
        other.realm.tellBroadcast(other, other.realm.copyMessage(given[0], []).data);
      }
      host.send({ broadcast: own.name }, realm.pack(given[0], []));
      return undefined;
    },
    /** @this {any} */
    close() {
      close.call(this);
      const own = listenerOf(this);
      if (own) listeners.delete(own);
    },
  };
  for (const [name, replacement] of Object.entries(replacements)) {
    replaceFunction(page.BroadcastChannel.prototype, name, replacement);
  }
}
