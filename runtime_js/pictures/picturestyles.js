// Moving pictures in style attributes, and in the old `background` attribute.

const STYLED = '[style*="url(" i], [background]';

/**
 * @param {Realm} realm @param {Host["pictures"]} pictures @param {ReturnType<typeof createOverlays>} overlays
 * @param {(element: Element) => boolean} isRendered
 * @returns {() => void} shows them
 */
function createPictureStyles(realm, pictures, overlays, isRendered) {
  const { window: page } = realm;
  const { getPropertyValue, getPropertyPriority, setProperty } = page.CSSStyleDeclaration.prototype;
  const natives = { text: accessor(page.CSSStyleDeclaration.prototype, "cssText").get, read: getPropertyValue };
  const { getAttribute } = page.Element.prototype;
  /**
   * @typedef {object} Styled
   * @property {string} text of both attributes
   * @property {number} count of moving pictures that were known
   * @property {{name: string, important: boolean, value: MovingValue}[]} spots
   */
  /** @type {Map<any, Styled>} */
  let known = new Map();

  /** @param {any} element @param {string} text @returns {Styled} */
  const look = (element, text) => {
    const base = page.document.baseURI;
    const spots = [];
    const old = getAttribute.call(element, "background");
    const found = old === null ? [] : [["background-image", `url("${old.trim()}")`]];
    for (const [name, value] of [...found, ...addressedIn(element.style, natives)]) {
      const moving = parseMoving(value, base, pictures);
      const important = getPropertyPriority.call(element.style, name) === "important";
      if (moving) spots.push({ name, important, value: moving });
    }
    return { text, count: pictures.count, spots };
  };

  return () => {
    /** @type {typeof known} */
    const seen = new Map();
    for (const root of realm.pictureRoots()) {
      for (const element of root.querySelectorAll(STYLED)) {
        const text = `${getAttribute.call(element, "style")}\n${getAttribute.call(element, "background")}`;
        let styled = known.get(element);
        if (styled?.text !== text || styled.count !== pictures.count) styled = look(element, text);
        seen.set(element, styled);
        /** @type {Record<string, string>} */
        const shown = {};
        for (const { name, important, value } of styled.spots) {
          for (const picture of picturesIn(value)) {
            if (picture.kept || !isRendered(element)) continue;
            pictures.begin(picture);
            picture.kept = true;
          }
          if (important) setProperty.call(element.style, name, valueOf(value, pictures), "important");
          else shown[camelCase(name)] = valueOf(value, pictures);
        }
        if (styled.spots.some(({ important }) => important)) {
          styled.text = `${getAttribute.call(element, "style")}\n${getAttribute.call(element, "background")}`;
        }
        overlays.show(element, "style", Object.keys(shown).length > 0 ? shown : null);
      }
    }
    for (const element of known.keys()) if (!seen.has(element)) overlays.show(element, "style", null);
    known = seen;
  };
}

/** As keyframes have a property's name. @param {string} name */
const camelCase = (name) => (name.startsWith("--") ? name : name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()));
