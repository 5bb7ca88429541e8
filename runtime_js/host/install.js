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
  if (page[REALM]) {
    page[REALM].renew(); // it lives on from its first, empty document
    return;
  }
  const owner = host.hostOf(page);
  const realm = createRealm(page, owner);
  Object.defineProperty(page, REALM, { value: realm, enumerable: false });
  owner.connect(realm);
}
