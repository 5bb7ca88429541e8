// Moving pictures in style rules: the addresses in the rules themselves are those of the stills. Nothing else keeps a
// rule's place in the cascade. What a page reads of them there it may write elsewhere: it still is the moving picture.

// Where a value holds a `var()`, only the shorthand tells it.
const SHORTHANDS = ["background", "mask", "-webkit-mask", "border-image", "-webkit-border-image", "list-style", "content", "cursor"];
const PSEUDO_ELEMENT = "(?:::[\\w-]+(?:\\([^()]*\\))?|:(?:before|after|first-line|first-letter)\\b)";
const LONE_PSEUDO_ELEMENT = new RegExp(`(^|[\\s>+~,(])${PSEUDO_ELEMENT}`, "gi");
const ANY_PSEUDO_ELEMENT = new RegExp(PSEUDO_ELEMENT, "gi");

/**
 * @typedef {object} Spot a declaration in which pictures move
 * @property {CSSStyleDeclaration} style
 * @property {string} name of the property
 * @property {string} priority
 * @property {MovingValue} value
 * @property {string} set what was last written
 * @property {string} written as the browser tells that; empty before
 * @property {() => boolean} isShown
 */

/**
 * The properties of a style that have an address in their value.
 * @param {CSSStyleDeclaration} style
 * @param {{text: (this: any) => string, read: (this: any, name: string) => string}} natives
 * @returns {[string, string][]} names and values
 */
function addressedIn(style, { text, read }) {
  if (!/url\(/i.test(text.call(style))) return [];
  const valuesOf = (/** @type {string[]} */ names) =>
    names
      .map((name) => /** @type {[string, string]} */ ([name, read.call(style, name)]))
      .filter(([, value]) => /url\(/i.test(value));
  const found = valuesOf([...style]);
  return found.length > 0 ? found : valuesOf(SHORTHANDS);
}

/**
 * @param {Realm} realm @param {Host["pictures"]} pictures
 * @param {(element: Element) => boolean} isRendered
 * @returns {() => void} shows them
 */
function createPictureRules(realm, pictures, isRendered) {
  const { window: page } = realm;
  const { getPropertyValue, getPropertyPriority, setProperty } = page.CSSStyleDeclaration.prototype;
  const natives = { text: accessor(page.CSSStyleDeclaration.prototype, "cssText").get, read: getPropertyValue };
  const adopted = accessor(page.Document.prototype, "adoptedStyleSheets").get;
  const adoptedInShadow = accessor(page.ShadowRoot.prototype, "adoptedStyleSheets").get;
  let dirty = true;
  let counted = 0;
  /** @type {CSSStyleSheet[]} */
  let sheets = [];
  /** @type {Spot[]} */
  let spots = [];
  const styleOf = noticeChanges(page, () => (dirty = true));

  /** @returns {{sheet: CSSStyleSheet, root: Document | ShadowRoot}[]} */
  const current = () =>
    realm.pictureRoots().flatMap((/** @type {any} */ root) => {
      const more = (root === page.document ? adopted : adoptedInShadow).call(root);
      return [...root.styleSheets, ...more].map((sheet) => ({ sheet, root }));
    });

  /** @param {any} rule @param {Document | ShadowRoot} root @returns {() => boolean} whether an element that it styles is shown */
  const shownBy = (rule, root) => {
    const selector = selectorOf(rule)?.replace(LONE_PSEUDO_ELEMENT, "$1*").replace(ANY_PSEUDO_ELEMENT, "");
    if (!selector || /:(host|slotted)/.test(selector)) return () => true;
    return () => {
      try {
        return [...root.querySelectorAll(selector)].some(isRendered);
      } catch {
        return true; // not a selector that scripts may use
      }
    };
  };

  /** @param {any} rule @param {string} base @param {Document | ShadowRoot} root @param {Map<CSSStyleDeclaration, Spot[]>} known */
  const findIn = (rule, base, root, known) => {
    const style = styleOf(rule);
    if (style && !(rule instanceof page.CSSFontFaceRule)) {
      const before = known.get(style) ?? [];
      for (const [name, value] of addressedIn(style, natives)) {
        const same = before.find((spot) => spot.name === name && spot.written === value);
        const moving = same ? null : parseMoving(value, base, pictures);
        if (same) spots.push(same);
        if (moving) {
          const priority = getPropertyPriority.call(style, name);
          spots.push({ style, name, priority, value: moving, set: "", written: "", isShown: shownBy(rule, root) });
        }
      }
    }
    if (rule.styleSheet) findInSheet(rule.styleSheet, root, known);
    for (const inner of rule.cssRules ?? []) findIn(inner, base, root, known);
  };
  /** @param {any} sheet @param {Document | ShadowRoot} root @param {Map<CSSStyleDeclaration, Spot[]>} known */
  const findInSheet = (sheet, root, known) => {
    let rules;
    try {
      rules = sheet.cssRules;
    } catch {
      return; // of another origin
    }
    for (const rule of rules) findIn(rule, sheet.href ?? page.document.baseURI, root, known);
  };

  return () => {
    const now = current();
    const changed = now.length !== sheets.length || now.some(({ sheet }, index) => sheet !== sheets[index]);
    const touched = spots.some(({ style, name, written }) => getPropertyValue.call(style, name) !== written);
    if (dirty || changed || touched || counted !== pictures.count) {
      dirty = now.some(({ sheet }) => awaitsImports(sheet));
      counted = pictures.count;
      sheets = now.map(({ sheet }) => sheet);
      /** @type {Map<CSSStyleDeclaration, Spot[]>} */
      const known = new Map();
      for (const spot of spots) known.set(spot.style, [...(known.get(spot.style) ?? []), spot]);
      spots = [];
      for (const { sheet, root } of now) findInSheet(sheet, root, known);
    }
    for (const spot of spots) {
      for (const picture of picturesIn(spot.value)) {
        if (picture.kept || !spot.isShown()) continue;
        pictures.begin(picture);
        picture.kept = true;
      }
      const value = valueOf(spot.value, pictures);
      if (value === spot.set) continue;
      setProperty.call(spot.style, spot.name, value, spot.priority);
      spot.set = value;
      spot.written = getPropertyValue.call(spot.style, spot.name);
    }
  };
}

/**
 * The selector of a rule, with those of the rules that it is nested in; undefined where it has none (of keyframes).
 * @param {any} rule @returns {string | undefined}
 */
function selectorOf(rule) {
  const outer = rule.parentRule ? selectorOf(rule.parentRule) : undefined;
  const own = rule.selectorText;
  if (own === undefined || outer === undefined) return own ?? outer;
  return own.includes("&") ? own.replaceAll("&", `:is(${outer})`) : `:is(${outer}) ${own}`;
}

/** Whether one of its imports is still to come. @param {any} sheet @returns {boolean} */
function awaitsImports(sheet) {
  try {
    return [...sheet.cssRules].some((rule) => "styleSheet" in rule && (!rule.styleSheet || awaitsImports(rule.styleSheet)));
  } catch {
    return false;
  }
}

/**
 * Notices whatever may change a rule.
 * @param {any} page @param {() => void} note
 * @returns {(rule: any) => CSSStyleDeclaration | undefined} reads a rule's style without being noticed
 */
function noticeChanges(page, note) {
  const changers = {
    CSSStyleSheet: ["insertRule", "deleteRule", "replace", "replaceSync", "addRule", "removeRule"],
    CSSGroupingRule: ["insertRule", "deleteRule"],
    CSSStyleRule: ["insertRule", "deleteRule"],
    CSSKeyframesRule: ["appendRule", "deleteRule"],
  };
  for (const [name, methods] of Object.entries(changers)) {
    const prototype = page[name]?.prototype;
    for (const method of methods) {
      const native = prototype && Object.getOwnPropertyDescriptor(prototype, method)?.value;
      if (!native) continue;
      const { replacement } = {
        /** @this {any} @param {any[]} given */
        replacement(...given) {
          const result = native.apply(this, given);
          note();
          if (method === "replace") result.then(note, () => {});
          return result;
        },
      };
      replaceFunction(prototype, method, replacement);
    }
  }
  /** @type {((rule: any) => CSSStyleDeclaration | undefined)[]} */
  const readers = [];
  for (const name of ["CSSStyleRule", "CSSKeyframeRule", "CSSNestedDeclarations", "CSSPageRule"]) {
    const prototype = page[name]?.prototype;
    if (!prototype) continue;
    const { get, set } = accessor(prototype, "style");
    readers.push((rule) => (rule instanceof page[name] ? get.call(rule) : undefined));
    for (const [property, natives] of Object.entries({ style: { get, set }, styleMap: accessor(prototype, "styleMap") })) {
      replaceAccessor(prototype, property, {
        get() {
          note();
          return natives.get.call(this);
        },
        set(value) {
          note();
          natives.set.call(this, value);
        },
      });
    }
  }
  return (rule) => {
    for (const read of readers) {
      const style = read(rule);
      if (style) return style;
    }
    return undefined;
  };
}
