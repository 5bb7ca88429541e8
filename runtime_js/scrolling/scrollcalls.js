// What makes a page scroll: the scroll functions, `scrollTop` and `scrollLeft`, focus, and addresses with a fragment.

/** @param {Realm} realm */
function installScrollCalls(realm) {
  const { window: page } = realm;
  const { Element } = page;

  /** @param {Element} element @returns {Scroller} what its scroll position is that of */
  const scrollerOf = (element) => {
    const { documentElement, body, compatMode, scrollingElement } = element.ownerDocument;
    if (element === documentElement && compatMode === "CSS1Compat") return element.ownerDocument;
    return element === body && element === scrollingElement ? element.ownerDocument : element;
  };
  const own = (/** @type {Scroller} */ scroller) => ({ owner: realm.scrollOwner, scroller });

  /** Everything around an element that may scroll to show it, windows around its own too. @param {Element} element */
  const around = (element) => {
    /** @type {Set<Scroller>} */
    const scrollers = new Set();
    /** @type {any} */
    let node = element;
    while (node) {
      node = node.assignedSlot ?? node.parentNode ?? node.host;
      if (node instanceof Element) scrollers.add(scrollerOf(node));
    }
    const found = [...scrollers].map(own);
    const frame = page.parent === page.top ? null : page.frameElement;
    return frame ? [...found, ...page.parent[REALM].scrollersAround(frame)] : found;
  };
  realm.scrollersAround = around;

  /** @param {unknown[]} given */
  const behaviourOf = (given) =>
    given.length === 1 && given[0] !== null && typeof given[0] === "object"
      ? /** @type {{behavior?: unknown}} */ (given[0]).behavior
      : undefined;

  for (const name of ["scroll", "scrollTo", "scrollBy"]) {
    const nativeWindow = page[name];
    replaceFunction(page, name, (/** @type {unknown[]} */ ...given) =>
      carryOut([own(page.document)], behaviourOf(given), true, () => nativeWindow.apply(page, given)),
    );
    const nativeElement = Element.prototype[name];
    const { scrolls } = {
      /** @this {Element} @param {unknown[]} given */
      scrolls(...given) {
        if (!(this instanceof Element)) return nativeElement.apply(this, given); // its own complaint
        return carryOut([own(scrollerOf(this))], behaviourOf(given), true, () => nativeElement.apply(this, given));
      },
    };
    replaceFunction(Element.prototype, name, scrolls);
  }
  for (const name of ["scrollTop", "scrollLeft"]) {
    const { get, set } = accessor(Element.prototype, name);
    replaceAccessor(Element.prototype, name, {
      get() {
        return get.call(this);
      },
      set(value) {
        if (!(this instanceof Element)) set.call(this, value);
        else carryOut([own(scrollerOf(this))], undefined, true, () => set.call(this, value));
      },
    });
  }

  /** @param {any} prototype @param {string} name @param {(given: unknown[]) => unknown} behaviour */
  const replaceShowing = (prototype, name, behaviour) => {
    const native = prototype?.[name];
    if (!native) return;
    const { shows } = {
      /** @this {Element} @param {unknown[]} given */
      shows(...given) {
        if (!(this instanceof Element)) return native.apply(this, given);
        return carryOut(around(this), behaviour(given), false, () => native.apply(this, given));
      },
    };
    replaceFunction(prototype, name, shows);
  };
  replaceShowing(Element.prototype, "scrollIntoView", behaviourOf);
  replaceShowing(Element.prototype, "scrollIntoViewIfNeeded", () => undefined);
  for (const kind of ["HTMLElement", "SVGElement", "MathMLElement"]) {
    if (Object.hasOwn(page[kind]?.prototype ?? {}, "focus")) replaceShowing(page[kind].prototype, "focus", () => undefined);
  }

  // The browser scrolls to a fragment at once, right after it has told of the navigation.
  const onNavigate = (/** @type {any} */ event) => {
    if (!event.hashChange) return;
    const name = decodeURIComponent(new page.URL(event.destination.url).hash.slice(1));
    const { document } = page;
    const target = document.getElementById(name) ?? document.getElementsByName(name)[0];
    const scrollers = target ? around(target) : [own(document)];
    const before = scrollers.map(({ owner, scroller }) => owner.positionOf(scroller));
    page.queueMicrotask(() =>
      scrollers.forEach(({ owner, scroller }, index) => owner.settle(scroller, before[index], undefined, false)),
    );
  };
  page.navigation?.addEventListener("navigate", onNavigate);
}
