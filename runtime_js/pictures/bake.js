// Writes the state of a living SVG into a copy of its file in which nothing moves.
//
// CSS animations stay in the copy, paused, with as much less delay as time has gone by: the browser works out the same
// state from it. SMIL can't be treated so (what has ended before a document's time 0 counts for nothing), so the values
// that it has come to take its place, as the browser tells them.

// Milliseconds: a delay is a sum, which may fall short of a step's time by its rounding.
const PAST_A_STEP = 1e-9;
const LENGTH_UNITS = ["", "", "%", "em", "ex", "px", "cm", "mm", "in", "pt", "pc"];
const ALIGNMENTS = ["", "none", ...["YMin", "YMid", "YMax"].flatMap((y) => ["xMin", "xMid", "xMax"].map((x) => x + y))];
// What is a property of CSS, too, has gone through its text, which the browser writes with six digits.
const GEOMETRY = new Set(["x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"]);
const SMIL_ELEMENTS = "animate, animateTransform, animateMotion, set";
const XLINK = "http://www.w3.org/1999/xlink";

/** Attributes that are read under other names than their own. @type {Record<string, string[]>} */
const NAMES_IN_DOM = {
  class: ["className"],
  in: ["in1"],
  stdDeviation: ["stdDeviationX", "stdDeviationY"],
  baseFrequency: ["baseFrequencyX", "baseFrequencyY"],
  radius: ["radiusX", "radiusY"],
  order: ["orderX", "orderY"],
  kernelUnitLength: ["kernelUnitLengthX", "kernelUnitLengthY"],
  "xlink:href": ["href"],
};

/**
 * @param {{window: any, root: Element}} living
 * @param {any} copy of the file's root element
 * @returns {((elapsed: number) => Element) | null} writes the state at a time into the copy; null where nothing moves
 */
function createBake({ window: page, root }, copy) {
  const originals = /** @type {any[]} */ ([root, ...root.querySelectorAll("*")]);
  const copies = /** @type {Element[]} */ ([copy, ...copy.querySelectorAll("*")]);
  const copyOf = new Map(originals.map((element, index) => [element, copies[index]]));
  const styles = createStyles(copies);
  const animations = /** @type {any[]} */ ([...root.querySelectorAll(SMIL_ELEMENTS)]).filter((one) =>
    copyOf.has(one.targetElement),
  );
  const rules = readDelays(page, originals, copies);
  if (animations.length === 0 && rules.length === 0) return null;

  for (const animation of root.querySelectorAll(SMIL_ELEMENTS)) {
    const neutral = /** @type {Element} */ (copyOf.get(animation));
    for (const name of ["begin", "end"]) neutral.removeAttribute(name);
    neutral.setAttribute("begin", "indefinite");
  }
  /** @type {Set<any>} */
  const moved = new Set();
  /** @type {Map<any, Set<string>>} the attributes that are animated */
  const animated = new Map();
  for (const animation of animations) {
    const target = animation.targetElement;
    if (animation.localName === "animateMotion") moved.add(target);
    else animated.set(target, (animated.get(target) ?? new Set()).add(animation.getAttribute("attributeName") ?? ""));
  }
  const writers = [...animated].flatMap(([target, names]) =>
    [...names].map((name) => createWriter(page, target, /** @type {Element} */ (copyOf.get(target)), name, animations, styles)),
  );

  return (elapsed) => {
    styles.clear();
    for (const write of writers) write();
    for (const target of moved) {
      const matrix = placeInParent(target);
      if (matrix) styles.set(copyOf.get(target), { transform: matrix, "transform-origin": "0 0" });
    }
    for (const write of rules) write(elapsed, styles);
    styles.write();
    return copy;
  };
}

/** Inline styles beyond an element's own. @param {Element[]} elements */
function createStyles(elements) {
  const own = new Map(elements.map((element) => [element, element.getAttribute("style")]));
  /** @type {Map<Element, Record<string, string>>} */
  const more = new Map();
  return {
    clear: () => more.forEach((properties, element) => more.set(element, {})),
    /** @param {any} element @param {Record<string, string>} properties */
    set: (element, properties) => void more.set(element, { ...more.get(element), ...properties }),
    write() {
      for (const [element, properties] of more) {
        const before = own.get(element) ?? "";
        element.setAttribute("style", `${before};${declarations(properties)}`);
      }
    },
  };
}

/**
 * @param {any} page @param {any} target living @param {Element} copy of it @param {string} name of the attribute
 * @param {any[]} animations @param {ReturnType<typeof createStyles>} styles
 * @returns {() => void} writes what the attribute has come to into the copy
 */
function createWriter(page, target, copy, name, animations, styles) {
  const namespace = name.startsWith("xlink:") ? XLINK : null;
  const local = name.replace("xlink:", "");
  const before = copy.getAttributeNS(namespace, local);
  const write = (/** @type {string | null} */ value) => {
    if (value === null) copy.removeAttributeNS(namespace, local);
    else copy.setAttributeNS(namespace, name, value);
  };
  if (name === "points" && target.animatedPoints) {
    return () => write([...target.animatedPoints].map(({ x, y }) => `${x},${y}`).join(" "));
  }
  if (name === "orient" && target.orientType) {
    return () => write(target.orientType.animVal === 2 ? String(target.orientAngle.animVal.value) : before);
  }
  if (name === "d" && target.localName === "path") {
    const blend = createPathBlend(target, copy, animations, styles);
    if (blend) return blend;
    return () => {
      const path = /^path\("(.*)"\)$/s.exec(page.getComputedStyle(target).d);
      write(path ? path[1] : before);
    };
  }
  const values = (NAMES_IN_DOM[name] ?? [name]).map((inDom) => target[inDom]);
  if (values.every((value) => value !== null && typeof value === "object" && "animVal" in value)) {
    const texts = candidates(target, name, animations);
    const read = (/** @type {string} */ which) =>
      values.map((value) => textOf(value, which, texts, GEOMETRY.has(name))).join(" ");
    return () => {
      const now = read("animVal");
      write(now === read("baseVal") ? before : now);
    };
  }
  return () => {
    const value = target.computedStyleMap().get(name);
    if (value) styles.set(copy, { [name]: "unit" in value ? unitText(value) : String(value) });
  };
}

/**
 * A path on its way from one shape to another is told with six digits only, which shows at its edges. So the way is told:
 * a twin of the animation counts the shapes, and the copy has a paused CSS animation from one to the next.
 * @param {any} target living @param {Element} copy of it @param {any[]} animations
 * @param {ReturnType<typeof createStyles>} styles
 * @returns {(() => void) | null} null where it is not as simple as that
 */
function createPathBlend(target, copy, animations, styles) {
  const own = animations.filter((one) => one.targetElement === target && one.getAttribute("attributeName") === "d");
  const [animation] = own;
  const list = animation.getAttribute("values");
  const ends = ["from", "to"].map((name) => animation.getAttribute(name));
  /** @type {(string | null)[]} */
  const asked = list?.split(";") ?? [ends[0] ?? copy.getAttribute("d"), ends[1]];
  const shapes = asked.map((shape) => shape?.trim() ?? "");
  const mixes = ["additive", "accumulate"].some((name) => /sum/.test(animation.getAttribute(name) ?? ""));
  const paced = animation.getAttribute("calcMode") === "paced";
  if (own.length > 1 || mixes || paced || animation.localName !== "animate" || shapes.includes("")) return null;

  const { ownerDocument: document } = target;
  const twin = animation.cloneNode(false);
  for (const name of ["id", "from", "to", "href"]) twin.removeAttribute(name);
  twin.removeAttributeNS(XLINK, "href");
  twin.setAttribute("attributeName", "offset");
  twin.setAttribute("values", shapes.map((_, index) => index).join(";"));
  const counter = document.createElementNS(SVG, "stop");
  counter.setAttribute("offset", "-1"); // where it stays while the animation does nothing
  counter.append(twin);
  target.ownerSVGElement.append(document.createElementNS(SVG, "linearGradient"));
  target.ownerSVGElement.lastChild.append(counter);

  const sheet = copy.ownerDocument.createElementNS(SVG, "style");
  const name = `hframes-path-${animations.indexOf(animation)}`;
  copy.after(sheet);
  return () => {
    const at = /** @type {any} */ (counter).offset.animVal;
    if (at < 0) return;
    const index = Math.min(Math.floor(at), shapes.length - 2);
    const [from, to] = [shapes[index], shapes[index + 1]].map((shape) => `path("${shape.replace(/\s+/g, " ")}")`);
    sheet.textContent = `@keyframes ${name}{from{d:${from}}to{d:${to}}}`;
    styles.set(copy, { animation: `${name} 1s linear ${index - at}s both paused` });
  };
}

/** In full, where `String()` rounds. @param {any} value a CSSUnitValue */
const unitText = ({ value, unit }) => `${value}${unit === "number" ? "" : unit === "percent" ? "%" : unit}`;

/**
 * @param {any} animated one of the SVGAnimated… interfaces @param {string} which animVal or baseVal
 * @param {Map<number, string>} texts of an enumeration @param {boolean} rounded as CSS rounds a length
 * @returns {string} as an attribute has it
 */
function textOf(animated, which, texts, rounded) {
  const value = animated[which];
  // The tree was parsed in another window than it lives in, so `instanceof` tells nothing.
  switch (Object.prototype.toString.call(animated).slice(8, -1)) {
    case "SVGAnimatedEnumeration":
      return texts.get(value) ?? String(value);
    case "SVGAnimatedLength":
      return rounded ? value.valueAsString : lengthText(value);
    case "SVGAnimatedLengthList":
      return [...value].map(lengthText).join(" ");
    case "SVGAnimatedNumberList":
      return [...value].map((number) => number.value).join(" ");
    case "SVGAnimatedAngle":
      return String(value.value);
    case "SVGAnimatedRect":
      return `${value.x} ${value.y} ${value.width} ${value.height}`;
    case "SVGAnimatedTransformList":
      return [...value].map(transformText).join(" ");
    case "SVGAnimatedPreserveAspectRatio":
      return `${ALIGNMENTS[value.align]} ${value.meetOrSlice === 2 ? "slice" : "meet"}`;
    default:
      return String(value); // numbers, truth values, strings
  }
}

/** @param {any} length an SVGLength */
const lengthText = (length) => {
  const unit = LENGTH_UNITS[length.unitType];
  return unit === undefined || length.unitType === 0 ? length.valueAsString : `${length.valueInSpecifiedUnits}${unit}`;
};

/** @param {any} transform an SVGTransform */
const transformText = ({ type, angle, matrix }) => {
  if (type === 2) return `translate(${matrix.e} ${matrix.f})`;
  if (type === 3) return `scale(${matrix.a} ${matrix.d})`;
  if (type === 4 && matrix.e === 0 && matrix.f === 0) return `rotate(${angle})`;
  if (type === 5) return `skewX(${angle})`;
  return type === 6 ? `skewY(${angle})` : matrixText(matrix);
};

/** @param {{a: number, b: number, c: number, d: number, e: number, f: number}} matrix */
const matrixText = ({ a, b, c, d, e, f }) => `matrix(${[a, b, c, d, e, f].join(", ")})`;

/**
 * The words of an enumeration that can occur, by their numbers.
 * @param {any} target @param {string} name @param {any[]} animations @returns {Map<number, string>}
 */
function candidates(target, name, animations) {
  const words = animations
    .filter((one) => one.targetElement === target && one.getAttribute("attributeName") === name)
    .flatMap((one) => ["from", "to", "by", "values"].flatMap((from) => (one.getAttribute(from) ?? "").split(";")))
    .map((word) => word.trim());
  const probe = target.cloneNode(false);
  const found = new Map();
  for (const word of words) {
    probe.setAttribute(name, word);
    const number = probe[(NAMES_IN_DOM[name] ?? [name])[0]]?.baseVal;
    if (typeof number === "number") found.set(number, word);
  }
  return found;
}

/**
 * Where an element lies in its parent's space, with what <animateMotion> adds, which is told nowhere else.
 * @param {any} element @returns {string | null}
 */
function placeInParent(element) {
  const [own, parents] = [element, element.parentNode].map((one) => one.getScreenCTM?.());
  return own && parents ? matrixText(parents.inverse().multiply(own)) : null;
}

/**
 * The CSS animations that an SVG begins with.
 * @param {any} page @param {any[]} elements living @param {Element[]} copies of them, the root first; it may get a style sheet
 * @returns {((elapsed: number, styles: ReturnType<typeof createStyles>) => void)[]} each writes those of one element
 */
function readDelays(page, elements, copies) {
  const writers = [];
  /** @type {Element | undefined} */
  let sheet;
  /** @type {Map<string, string>} rules of pseudo-elements by selector */
  const rules = new Map();
  for (const [index, element] of elements.entries()) {
    for (const part of ["", "::before", "::after"]) {
      const delaysAt = readDelaysOf(page.getComputedStyle(element, part || null));
      if (!delaysAt) continue;
      const copy = copies[index];
      const selector = `[data-hframes="${index}"]${part}`;
      if (part) {
        copy.setAttribute("data-hframes", String(index));
        if (!sheet) copies[0].append((sheet = copies[0].ownerDocument.createElementNS(SVG, "style")));
      }
      writers.push((/** @type {number} */ elapsed, /** @type {ReturnType<typeof createStyles>} */ styles) => {
        const properties = { "animation-delay": delaysAt(elapsed), "animation-play-state": "paused" };
        if (!part) {
          styles.set(copy, properties);
          return;
        }
        rules.set(selector, `${selector}{${declarations(properties)}}`);
        /** @type {Element} */ (sheet).textContent = [...rules.values()].join("\n");
      });
    }
  }
  return writers;
}

/**
 * @param {CSSStyleDeclaration} style computed
 * @returns {((elapsed: number) => string) | null} the delays of paused animations that are where these are at a time
 */
function readDelaysOf(style) {
  const lists = [style.animationName, style.animationPlayState, style.animationDelay].map((list) => list.split(", "));
  const [names, states, delays] = lists;
  if (names.every((name) => name === "none")) return null;
  return (elapsed) =>
    names
      .map((_, at) => {
        const gone = states[at % states.length] === "paused" || elapsed === 0 ? 0 : elapsed + PAST_A_STEP;
        return `${(parseFloat(delays[at % delays.length]) * 1000 - gone).toFixed(9)}ms`;
      })
      .join(",");
}

/** @param {Record<string, string>} properties */
const declarations = (properties) =>
  Object.entries(properties)
    .map(([name, value]) => `${name}:${value}!important`)
    .join(";");
