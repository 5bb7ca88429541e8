// Shadow roots: `document.getAnimations()` and a search for elements leave them out.

/** @param {Realm} realm */
function installShadows(realm) {
  const { window: page } = realm;
  /** @type {Set<WeakRef<ShadowRoot>>} */
  let roots = new Set();
  /** @type {WeakSet<ShadowRoot>} */
  let found = new WeakSet();
  let cloned = false;
  let parsed = false;

  /** @param {ShadowRoot} root */
  const add = (root) => {
    if (found.has(root)) return;
    found.add(root);
    roots.add(new page.WeakRef(root));
    realm.watchScrolls(root);
    cloned ||= root.clonable;
    realm.holdStyleEvents(root);
    realm.ownFramesIn(root);
  };
  realm.addShadow = add;
  /** @param {ParentNode} node finds those that no script attached: declared, or copied with their host */
  const search = (node) => {
    for (const element of node.querySelectorAll("*")) {
      if (!element.shadowRoot) continue;
      add(element.shadowRoot);
      search(element.shadowRoot);
    }
  };

  const nativeAttach = page.Element.prototype.attachShadow;
  const { attachShadow } = {
    /** @this {Element} @param {any[]} given */
    attachShadow(...given) {
      const root = nativeAttach.apply(this, given);
      add(root);
      return root;
    },
  };
  replaceFunction(page.Element.prototype, "attachShadow", attachShadow);
  for (const owner of [page.Element.prototype, page.ShadowRoot.prototype]) {
    const native = owner.setHTMLUnsafe;
    if (!native) continue;
    const { setHTMLUnsafe } = {
      /** @this {Element} @param {any[]} given */
      setHTMLUnsafe(...given) {
        native.apply(this, given);
        search(this);
      },
    };
    replaceFunction(owner, "setHTMLUnsafe", setHTMLUnsafe);
  }

  /** Looks for declared ones once the document is parsed; after that only where a script can copy one. */
  realm.findShadows = () => {
    if (parsed && !cloned) return;
    parsed = page.document.readyState !== "loading";
    search(page.document);
  };
  /** @returns {ShadowRoot[]} those in the page */
  realm.shadowRoots = () => {
    const living = [];
    for (const reference of roots) {
      const root = reference.deref();
      if (!root) roots.delete(reference);
      else if (root.host.isConnected) living.push(root);
    }
    return living;
  };
  realm.forgetShadows = () => {
    roots = new Set();
    found = new WeakSet();
    cloned = parsed = false;
  };
}
