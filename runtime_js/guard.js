// What a page must not do while it is filmed: ask, leave, open, close. Each is stopped and reported with the page's stack.

/** @param {Realm} realm @param {(fault: Fault) => void} report */
function installGuard(realm, report) {
  const { window: page } = realm;
  const stack = () => String(new page.Error().stack).split("\n").slice(1).join("\n");
  /** @param {string} kind @param {string} detail */
  const refuse = (kind, detail) => report({ kind, detail, stack: stack() });

  for (const name of ["alert", "confirm", "prompt", "print"]) {
    replaceFunction(page, name, (/** @type {unknown} */ message = "") => {
      refuse("dialog", `${name}(${JSON.stringify(String(message))})`);
      return name === "confirm" ? false : null;
    });
  }
  replaceFunction(page, "open", (/** @type {unknown} */ url = "") => {
    refuse("pop-up", `window.open(${JSON.stringify(String(url))})`);
    return null;
  });
  replaceFunction(page, "close", () => refuse("close", "window.close()"));
  if (page.parent !== page.top) return; // an iframe inside the composition may show another document
  page.navigation?.addEventListener("navigate", (/** @type {any} */ event) => {
    if (event.destination.sameDocument || event.hashChange) return;
    refuse("navigation", event.destination.url);
    if (event.cancelable) event.preventDefault();
  });
}
