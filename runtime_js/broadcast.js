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
  /** @param {any} channel */
  const listenerOf = (channel) => [...listeners].find((listener) => listener.channel === channel);

  const replacements = {
    /** @this {any} @param {any[]} given */
    postMessage(...given) {
      const own = listenerOf(this);
      if (!own || given.length === 0) return postMessage.apply(this, given); // throws: it is closed
      for (const other of listeners) {
        if (other === own || other.name !== own.name) continue;
        const { data } = other.realm.copyMessage(given[0], []);
        const deliver = () => {
          if (listeners.has(other)) other.realm.dispatchMessage(other.channel, { data, origin: page.location.origin });
        };
        other.realm.post(deliver);
      }
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
