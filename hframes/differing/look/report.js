// The report of `hframes diff`: builds the page from what was found. All text goes in as text, never as HTML.
"use strict";

const found = JSON.parse(document.getElementById("found").textContent);
const report = document.getElementById("report");
const MODES = ["Side by side", "Slider", "Heat map"];
const NARROW = 480; // pictures less wide than this are shown with their pixels as squares
let at = 0;
let mode = MODES[0];
let split = 50;

/**
 * @param {string} name
 * @param {Record<string, unknown>} given properties; `style` is an object
 * @param {...(Node | string)} inner
 */
function make(name, given = {}, ...inner) {
  const element = document.createElement(name);
  const { style, ...rest } = given;
  Object.assign(element, rest);
  Object.assign(element.style, style);
  element.append(...inner);
  return element;
}

function summary() {
  const sides = make("dl", { className: "sides" });
  found.sides.forEach((side, place) => {
    const told = make("small", {}, ` ${side.told}`);
    sides.append(make("dt", {}, "AB"[place]), make("dd", {}, side.name, make("br"), told));
  });
  report.append(
    make("h1", { className: found.identical ? "same" : "" }, found.headline),
    sides,
    ...found.notes.map((note) => make("p", {}, note)),
  );
}

function track() {
  const [first, end] = found.frames;
  const share = (frame) => `${((frame - first) / Math.max(1, end - first)) * 100}%`;
  const line = make("div", { className: "track", role: "img", ariaLabel: "Where in the film the frames differ" });
  for (const stretch of found.stretches) {
    const width = `${((stretch.last + 1 - stretch.first) / Math.max(1, end - first)) * 100}%`;
    const className = stretch.how === "differ" ? "" : "only";
    line.append(make("i", { className, title: stretch.told, style: { left: share(stretch.first), width } }));
  }
  const hand = make("b");
  if (found.shown.length) line.append(hand);
  const ends = make("div", { className: "ends" });
  ends.append(make("span", {}, `frame ${first}`), make("span", {}, `frame ${end - 1}`));
  report.append(line, ends);
  return (frame) => {
    hand.style.left = share(frame + 0.5);
  };
}

function picture(address, label) {
  const image = make("img", { src: address, alt: label, draggable: false });
  image.addEventListener("load", () => image.classList.toggle("coarse", image.naturalWidth < NARROW));
  return image;
}

/** A picture with what it is; it is never taller than the window. `size` is the frame's, `box` in its pixels. */
function framed(label, address, size, box) {
  const frame = make("div", { className: "frame" }, picture(address, label));
  frame.style.setProperty("--aspect", String(size[0] / size[1]));
  if (box) {
    const [left, top, width, height] = box;
    const part = (value, whole) => `${(value / whole) * 100}%`;
    const style = {
      left: part(left, size[0]),
      top: part(top, size[1]),
      width: part(width, size[0]),
      height: part(height, size[1]),
    };
    frame.append(make("div", { className: "box", style }));
  }
  return make("figure", {}, frame, make("figcaption", {}, label));
}

function slider(one) {
  const over = picture(one.b, "B");
  const edge = make("div", { className: "edge" });
  const tags = [
    make("span", { className: "tag", style: { left: "8px" } }, "A"),
    make("span", { className: "tag", style: { right: "8px" } }, "B"),
  ];
  const frame = make("div", { className: "frame over" }, picture(one.a, "A"), over, edge, ...tags);
  const range = make("input", { type: "range", min: "0", max: "100", step: "0.5", ariaLabel: "Divider: A left of it, B right of it" });
  const move = (value) => {
    split = Math.min(100, Math.max(0, value));
    over.style.clipPath = `inset(0 0 0 ${split}%)`;
    edge.style.left = `${split}%`;
    range.value = String(split);
  };
  const drag = (event) => {
    const place = frame.getBoundingClientRect();
    move(((event.clientX - place.left) / place.width) * 100);
  };
  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId);
    drag(event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) drag(event);
  });
  range.addEventListener("input", () => move(Number(range.value)));
  move(split);
  return [frame, range];
}

function heat(one) {
  const scale = make("div", { className: "scale" }, "1 level", make("i"), "255 levels");
  return [framed("How far each pixel is apart, over a dim A", one.heat, found.sizes[0], one.box), scale];
}

function viewer(point) {
  const picks = make("div", { className: "picks", role: "group", ariaLabel: "Frames" });
  const modes = make("div", { className: "bar", role: "group", ariaLabel: "View" });
  const told = make("p", { className: "told", ariaLive: "polite" });
  const stage = make("div", { className: "stage" });
  stage.style.setProperty("--aspect", String(Math.max(...found.sizes.map(([width, height]) => width / height))));
  const steps = make("div", { className: "bar" });

  const show = (place) => {
    at = Math.min(found.shown.length - 1, Math.max(0, place));
    const one = found.shown[at];
    if (one.box) split = ((one.box[0] + one.box[2] / 2) / found.sizes[0][0]) * 100;
    const view = one.heat ? mode : MODES[0];
    [...picks.children].forEach((pick, index) => pick.setAttribute("aria-pressed", String(index === at)));
    picks.children[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    [...modes.children].forEach((choice) => {
      choice.setAttribute("aria-pressed", String(choice.textContent === view));
      choice.disabled = !one.heat && choice.textContent !== view;
    });
    const far = one.box
      ? `: ${one.pixels} pixel${one.pixels === 1 ? "" : "s"} by up to ${one.largest} level${one.largest === 1 ? "" : "s"}, ` +
        `within ${one.box[2]}×${one.box[3]} at ${one.box[0]},${one.box[1]}; ${one.mean} levels on average`
      : "";
    told.textContent = `Frame ${one.frame}, ${one.time}${far}`;
    stage.className = view === MODES[0] ? "stage pair" : "stage";
    const inner = {
      [MODES[0]]: () => [framed("A", one.a, found.sizes[0]), framed("B", one.b, found.sizes[1])],
      [MODES[1]]: () => slider(one),
      [MODES[2]]: () => heat(one),
    };
    stage.replaceChildren(...inner[view]());
    steps.firstChild.disabled = at === 0;
    steps.lastChild.disabled = at === found.shown.length - 1;
    point(one.frame);
  };

  const choose = (name) => {
    mode = name;
    show(at);
  };

  found.shown.forEach((one, place) => {
    const thumb = make("img", { src: one.heat || one.b, alt: "" });
    picks.append(make("button", { onclick: () => show(place) }, thumb, `frame ${one.frame}`, make("br"), one.time));
  });
  for (const name of MODES) {
    modes.append(
      make("button", { onclick: () => choose(name) }, name),
    );
  }
  steps.append(
    make("button", { onclick: () => show(at - 1) }, "← Earlier frame"),
    make("button", { onclick: () => show(at + 1) }, "Later frame →"),
  );
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  report.append(make("h2", {}, "Frames"), picks, modes, told, stage, steps);
  show(found.start);
  return (stretch) => {
    const place = found.shown.findIndex((one) => one.frame >= stretch.first && one.frame <= stretch.last);
    if (place < 0) return null;
    return () => {
      show(place);
      modes.scrollIntoView({ block: "start" });
    };
  };
}

function stretches(jump) {
  if (!found.stretches.length) return;
  const list = make("ol");
  for (const stretch of found.stretches) {
    const go = jump && stretch.how === "differ" ? jump(stretch) : null;
    list.append(make("li", {}, go ? make("button", { onclick: go }, stretch.told) : stretch.told));
  }
  if (found.left) list.append(make("li", {}, `... and ${found.left} more; --json lists them all`));
  report.append(make("h2", {}, "Where in the film"), list);
}

function changes() {
  if (!found.changes.length) return;
  const rows = found.changes.map(([name, a, b]) =>
    make("tr", {}, make("td", {}, name), make("td", {}, a ?? "nothing"), make("td", {}, b ?? "nothing")),
  );
  const head = make("tr", {}, make("th", {}, ""), make("th", {}, "A"), make("th", {}, "B"));
  report.append(make("h2", {}, "What else is not the same"), make("div", { className: "wide" }, make("table", {}, head, ...rows)));
}

summary();
const point = track();
const jump = found.shown.length ? viewer(point) : null;
stretches(jump);
changes();
