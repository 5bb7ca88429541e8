// Properties of an element that its page does not see it has: a paused animation of ours on top of its style. Attributes,
// style rules and what observers watch stay as the page wrote them.

/** @param {any} page the window, before its first script */
function createOverlays(page) {
  const { Animation, KeyframeEffect } = page;
  const { setKeyframes } = KeyframeEffect.prototype;
  const { cancel } = Animation.prototype;
  const writeCurrent = accessor(Animation.prototype, "currentTime").set;
  /**
   * @typedef {object} Overlay
   * @property {any} animation
   * @property {any} effect
   * @property {Map<string, Record<string, string>>} parts by who asked for them
   * @property {string} text what is shown
   */
  /** @type {WeakMap<Element, Overlay>} */
  const overlays = new WeakMap();
  /** @type {WeakSet<Animation>} */
  const ours = new WeakSet();

  for (const prototype of [page.Element.prototype, page.Document.prototype, page.ShadowRoot.prototype]) {
    const native = prototype.getAnimations;
    const { getAnimations } = {
      /** @this {any} @param {any[]} given */
      getAnimations(...given) {
        const found = native.apply(this, given);
        return found.some((/** @type {Animation} */ one) => ours.has(one))
          ? found.filter((/** @type {Animation} */ one) => !ours.has(one))
          : found;
      },
    };
    replaceFunction(prototype, "getAnimations", getAnimations);
  }

  /** @param {Element} element */
  const make = (element) => {
    const effect = new KeyframeEffect(element, null, { duration: 1, fill: "both" });
    const animation = new Animation(effect, page.document.timeline);
    ours.add(animation);
    writeCurrent.call(animation, 0); // a time without a start: it is paused
    const overlay = { animation, effect, parts: new Map(), text: "" };
    overlays.set(element, overlay);
    return overlay;
  };

  return {
    /** @param {Element} element @param {string} part @param {Record<string, string> | null} properties null: none any more */
    show(element, part, properties) {
      const known = overlays.get(element);
      if (!known && !properties) return;
      const overlay = known ?? make(element);
      if (properties) overlay.parts.set(part, properties);
      else overlay.parts.delete(part);
      const text = JSON.stringify([...overlay.parts.values()]);
      if (text === overlay.text) return;
      overlay.text = text;
      if (overlay.parts.size === 0) {
        cancel.call(overlay.animation);
        overlays.delete(element);
        return;
      }
      const keyframe = Object.assign({}, ...overlay.parts.values());
      setKeyframes.call(overlay.effect, [{ ...keyframe, offset: 0 }, { ...keyframe, offset: 1 }]);
    },
  };
}
