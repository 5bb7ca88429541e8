// IndexedDB. A transaction ends by itself once nothing of it is left to do, so its events can't be held up as others are:
// they come as the browser sends them, in its own order, and time does not move before all have come.

const REQUESTERS = {
  IDBFactory: ["open", "deleteDatabase"],
  IDBObjectStore: ["add", "clear", "count", "delete", "get", "getAll", "getAllKeys", "getKey", "openCursor", "openKeyCursor", "put"],
  IDBIndex: ["count", "get", "getAll", "getAllKeys", "getKey", "openCursor", "openKeyCursor"],
};

/** @param {Realm} realm */
function installDatabases(realm) {
  const { window: page, host } = realm;
  const { addEventListener } = page.EventTarget.prototype;
  const readRequest = accessor(page.IDBCursor.prototype, "request").get;

  /** @param {any} request */
  const waitFor = (request) => {
    const operation = host.operations.begin("a database");
    // One that is blocked waits for the page itself, which may need time.
    for (const type of ["success", "error", "blocked"]) {
      addEventListener.call(request, type, () => operation.drop(), { capture: true, once: true });
    }
  };
  for (const [owner, names] of Object.entries(REQUESTERS)) {
    for (const name of names) {
      const native = page[owner]?.prototype[name];
      if (!native) continue;
      const { replacement } = {
        /** @this {any} @param {any[]} given */
        replacement(...given) {
          const request = native.apply(this, given);
          waitFor(request);
          return request;
        },
      };
      replaceFunction(page[owner].prototype, name, replacement);
    }
  }
  for (const name of ["advance", "continue", "continuePrimaryKey", "delete", "update"]) {
    const native = page.IDBCursor.prototype[name];
    const { replacement } = {
      /** @this {any} @param {any[]} given */
      replacement(...given) {
        const request = native.apply(this, given);
        waitFor(request ?? readRequest.call(this));
        return request;
      },
    };
    replaceFunction(page.IDBCursor.prototype, name, replacement);
  }
  const nativeTransaction = page.IDBDatabase.prototype.transaction;
  const { transaction } = {
    /** @this {any} @param {any[]} given */
    transaction(...given) {
      const made = nativeTransaction.apply(this, given);
      const operation = host.operations.begin("a database");
      for (const type of ["complete", "abort"]) {
        addEventListener.call(made, type, () => operation.drop(), { capture: true, once: true });
      }
      return made;
    },
  };
  replaceFunction(page.IDBDatabase.prototype, "transaction", transaction);
}
