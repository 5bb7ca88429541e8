// Frames that would have an origin of their own, out of the clock's reach: `data:` addresses, and a `sandbox` without
// `allow-same-origin`. They are given the page's origin before anything of them is loaded: an observer is told of a new
// frame before the browser can have begun its document. What else a sandbox forbids stays forbidden.

const DATA_ADDRESS = /^data:([^,]*?)(;\s*base64)?,(.*)$/is;
const WATCHED = { subtree: true, childList: true, attributes: true, attributeFilter: ["src", "sandbox"] };

/** @param {Realm} realm */
function installOwnFrames(realm) {
  const { window: page } = realm;
  const { get: readSrc, set: writeSrc } = accessor(page.HTMLIFrameElement.prototype, "src");
  const { createObjectURL } = page.URL;
  const { Blob } = page;
  /** @type {Map<string, string>} the address that the page gave, by the one in its place */
  const given = new Map();

  /** @param {HTMLIFrameElement} frame */
  const own = (frame) => {
    const boxed = frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
    if (boxed) frame.sandbox.add("allow-same-origin");
    const src = frame.getAttribute("src");
    if (frame.hasAttribute("srcdoc")) {
      if (boxed) frame.setAttribute("srcdoc", frame.getAttribute("srcdoc") ?? "");
    } else if (src !== null && /^\s*data:/i.test(src)) {
      const file = fileOf(src.trim(), Blob);
      if (!file) return;
      const address = createObjectURL(file);
      given.set(address, src);
      frame.setAttribute("src", address);
    } else if (boxed && src) {
      frame.setAttribute("src", "about:blank"); // the same address again would be taken for what is under way
      frame.setAttribute("src", src);
    }
  };
  const observer = new page.MutationObserver((/** @type {MutationRecord[]} */ records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "attributes" && target instanceof page.HTMLIFrameElement) own(/** @type {any} */ (target));
      for (const node of addedNodes) if (node instanceof page.Element) search(/** @type {any} */ (node));
    }
  });
  /** @param {Element} added */
  const search = (added) => {
    if (added instanceof page.HTMLIFrameElement) own(/** @type {any} */ (added));
    for (const frame of added.getElementsByTagName("iframe")) own(frame);
    if (page.document.readyState !== "loading") return;
    // Shadow trees that the parser declares.
    for (const host of [added, ...added.getElementsByTagName("*")]) if (host.shadowRoot) realm.addShadow(host.shadowRoot);
  };
  /** @param {Document | ShadowRoot} root */
  realm.ownFramesIn = (root) => {
    for (const frame of root.querySelectorAll("iframe")) if (root !== page.document) own(frame);
    observer.observe(root, WATCHED);
  };
  replaceAccessor(page.HTMLIFrameElement.prototype, "src", {
    get() {
      const src = readSrc.call(this);
      return given.get(src) ?? src;
    },
    set(value) {
      writeSrc.call(this, value);
    },
  });
}

/** What a `data:` address holds. @param {string} address @param {typeof Blob} Blob @returns {Blob | null} */
function fileOf(address, Blob) {
  const [, type, base64, text] = DATA_ADDRESS.exec(address.replace(/#.*$/s, "").replace(/[\t\n\r]/g, "")) ?? [];
  if (text === undefined) return null;
  try {
    const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
    const bytes = base64 ? atob(decoded.replace(/\s/g, "")) : decoded;
    // A character beyond Latin-1 stands for its UTF-8, as in an address.
    const whole = [...bytes].every((char) => char.charCodeAt(0) < 256);
    const content = whole ? Uint8Array.from(bytes, (char) => char.charCodeAt(0)) : decodedText(text);
    return new Blob([content], { type: type.trim() || "text/plain;charset=US-ASCII" });
  } catch {
    return null; // no base64
  }
}

/** @param {string} text of a data: address with characters that it does not escape */
function decodedText(text) {
  const escaped = encodeURI(text).replace(/%25([0-9a-f]{2})/gi, "%$1");
  return Uint8Array.from(escaped.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))), (char) =>
    char.charCodeAt(0),
  );
}
