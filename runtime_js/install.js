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
    return; // another origin: the report names it
  }
  if (!host) return;
  // A window can live on from its first, empty document to the real one; its functions are replaced already.
  const connected = Symbol.for("hframes.realm");
  if (page[connected]) page[connected].document = page.document;
  else Object.defineProperty(page, connected, { value: host.connect(page), enumerable: false });
  installProperties(page[connected], config.properties);
}
