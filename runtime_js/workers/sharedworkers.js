// Shared workers: one for all windows that name it alike. The page's end of the channel to it is the browser's port; the first
// message through that tells the worker which end it is, and is the only one that the browser carries.

/** @param {Realm} realm */
function installSharedWorkers(realm) {
  const { window: page, host, clock } = realm;
  if (!page.SharedWorker) return;
  const readPort = accessor(page.SharedWorker.prototype, "port").get;
  const nativePost = page.MessagePort.prototype.postMessage;

  replaceClass(page, "SharedWorker", {
    construct(target, given, newTarget) {
      if (given.length === 0) return Reflect.construct(target, given, newTarget); // throws
      const options = typeof given[1] === "object" && given[1] !== null ? given[1] : { name: given[1] };
      const own = String(options.name ?? "");
      const key = JSON.stringify([new URL(given[0], page.document.baseURI).href, own]);
      let shared = host.shared.get(key);
      if (!shared) {
        const name = `shared${String(host.shared.size + 1).padStart(4, "0")}`;
        const told = { name, own, time: clock.time, frame: clock.frame, frameTime: clock.frameTime };
        shared = { name, source: realm.workerSource(given[0]), told: JSON.stringify(told), control: host.createWorker(name) };
        host.shared.set(key, shared);
      }
      const worker = Reflect.construct(target, [shared.source, { ...options, name: shared.told }], newTarget);
      const port = readPort.call(worker);
      const [id, remote] = [host.newId(), host.newId()];
      const control = shared.control;
      shared.control = null;
      nativePost.call(port, { id: remote, remote: id, time: clock.time, control }, control ? [control] : []);
      realm.adoptEnd(port, id, remote);
      host.expect(shared.name, remote);
      realm.catchEvents(worker, ["error"], () => {
        realm.hearWorker(worker, { error: {} });
        host.send({ terminate: shared.name }, EMPTY);
        return true;
      });
      return worker;
    },
  });
}
