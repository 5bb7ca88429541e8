// Runs before any script, in every window: the topmost is the host, the others are the composition's.

/** @param {any} page @param {Config} config */
function install(page, config) {
  if (page.parent === page) {
    if (!page.__hframes) Object.defineProperty(page, "__hframes", { value: createHost(page, config) });
    return;
  }
  /** @type {Host | undefined} */
  let host;
  try {
    host = page.top.__hframes;
  } catch {
    return; // another origin: the host finds it out
  }
  if (!host) return;
  // A window can live on from its first, empty document to the real one; its functions are replaced already.
  const realm = page[REALM];
  if (realm) realm.renew();
  else Object.defineProperty(page, REALM, { value: createRealm(page, host), enumerable: false });
  host.connect(page[REALM]);
}
