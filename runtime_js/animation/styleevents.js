// What the browser tells of animations and transitions that a change of style began or cancelled. It does so element by
// element, in no order at all (by the elements' addresses: it differs from run to run). Where there are several elements,
// those events are held when they come, first thing in a rendering update, and dispatched right after, in tree order.

const BEGUN_BY_STYLE = ["transitionrun", "transitionstart", "transitioncancel", "animationstart", "animationcancel"];
// One animation has at most so many of them: a transition can be cancelled, run and started.
const MOST_EVENTS_OF_ONE = 3;
const PSEUDO_ORDER = ["", "::marker", "::before", "::after"];

/** @param {Realm} realm */
function installStyleEvents(realm) {
  const { window: page } = realm;
  const nativeRequest = page.requestAnimationFrame.bind(page);
  const { addEventListener, dispatchEvent } = page.EventTarget.prototype;
  /** @type {{target: Element, event: any}[]} */
  let held = [];
  let holding = 0;

  const hold = (/** @type {any} */ event) => {
    if (holding === 0 || !event.isTrusted) return;
    event.stopImmediatePropagation();
    held.push({ target: event.target, event });
  };
  /** Events do not leave the shadow tree that they are in. @param {EventTarget} root */
  realm.holdStyleEvents = (root) => {
    for (const type of BEGUN_BY_STYLE) addEventListener.call(root, type, hold, true);
  };
  realm.holdStyleEvents(page);

  /** Each in a callback of its own, with its microtasks drained after it. */
  const release = () => {
    holding -= 1;
    held.sort(byPlace);
    const next = held.shift();
    if (next) dispatchEvent.call(next.target, next.event);
  };
  /** Has the events of the next rendering update come in order. @param {number} animations how many began or were cancelled */
  realm.orderStyleEvents = (animations) => {
    for (let count = 0; count < animations * MOST_EVENTS_OF_ONE; count += 1) {
      holding += 1;
      nativeRequest(release);
    }
  };
}

/** Tree order; of one element as they came. @param {{target: Element, event: any}} a @param {{target: Element, event: any}} b */
function byPlace(a, b) {
  if (a.target === b.target) return PSEUDO_ORDER.indexOf(a.event.pseudoElement) - PSEUDO_ORDER.indexOf(b.event.pseudoElement);
  const [from, to] = [hostsOf(a.target), hostsOf(b.target)];
  let depth = 0;
  while (depth < from.length - 1 && depth < to.length - 1 && from[depth] === to[depth]) depth += 1;
  if (from[depth] === to[depth]) return from.length - to.length; // one is in the other's shadow tree
  return to[depth].compareDocumentPosition(from[depth]) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}

/** The hosts of the shadow trees that an element is in, the outermost first, and the element. @param {Element} element */
function hostsOf(element) {
  const path = [element];
  for (let root = element.getRootNode(); "host" in root; root = path[0].getRootNode()) {
    path.unshift(/** @type {ShadowRoot} */ (root).host);
  }
  return path;
}
