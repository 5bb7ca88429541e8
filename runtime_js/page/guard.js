// What a page must not do while it is filmed: ask, leave, open, close. Each is stopped and reported with the page's stack.

/** @param {Realm} realm @param {(fault: Fault) => void} report */
function installGuard(realm, report) {
  const { window: page } = realm;
  /** @param {string} kind @param {string} detail */
  const refuse = (kind, detail) => report({ kind, detail, stack: String(new page.Error().stack) });

  const answers = { alert: undefined, confirm: false, prompt: null, print: undefined };
  for (const [name, answer] of Object.entries(answers)) {
    replaceFunction(page, name, (/** @type {unknown} */ message = "") => {
      refuse("dialog", `${name}(${JSON.stringify(String(message))})`);
      return answer;
    });
  }
  replaceFunction(page, "open", (/** @type {unknown} */ url = "") => {
    refuse("pop-up", `window.open(${JSON.stringify(String(url))})`);
    return null;
  });
  replaceFunction(page, "close", () => refuse("close", "window.close()"));
  // An iframe inside the composition may show another document.
  if (page.parent === page.top) guardAddress(page, refuse);
}

/** @param {any} page @param {(kind: string, detail: string) => void} refuse */
function guardAddress(page, refuse) {
  page.navigation?.addEventListener("navigate", (/** @type {any} */ event) => {
    if (event.destination.sameDocument || event.hashChange) return;
    refuse(event.downloadRequest === null ? "navigation" : "download", event.destination.url);
    if (event.cancelable) event.preventDefault();
  });
}
