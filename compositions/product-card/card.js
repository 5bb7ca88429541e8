"use strict";

const params = Object.assign(
  {
    name: "Tidal Vase", details: "Stoneware, 31 cm", series: "Winter series", price: 84, was: null, currency: "EUR",
    badge: "", shape: "vase", pattern: "dip", clay: "#d9b48f", glaze: "#1f5a63",
  },
  globalThis.hframes?.params,
);
const OUT = 4300; // milliseconds at which everything begins to leave
const END = 5000;

const find = (selector) => document.querySelector(selector);
const money = (amount) =>
  new Intl.NumberFormat("en-IE", {
    style: "currency", currency: params.currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
  }).format(amount);

/** Comes in, stays, leaves. */
function play(element, from, to, { at, lasts, easing = "cubic-bezier(0.16, 1, 0.3, 1)", leaves = OUT, into = from, quick = 420 }) {
  element.animate([from, to], { delay: at, duration: lasts, easing, fill: "both" });
  element.animate([to, into], { delay: leaves, duration: quick, easing: "cubic-bezier(0.7, 0, 0.9, 0.4)", fill: "forwards" });
}
const below = { transform: "translateY(130%)" };
const above = { transform: "translateY(-130%)" };
const here = { transform: "none" };

/** A word, or a digit, behind an edge of its own. */
function addMasked(parent, text) {
  const mask = document.createElement("span");
  const inner = document.createElement("b");
  inner.textContent = text;
  mask.append(inner);
  parent.append(mask);
  return inner;
}

// Words.
find("#series").textContent = params.series;
find("#details").textContent = params.details;
const words = params.name.split(" ").filter(Boolean);
const title = find("h1");
words.forEach((word, index) => {
  if (index) title.append(" ");
  play(addMasked(title, word), below, here, { at: 900 + index * 110, lasts: 900, leaves: OUT + index * 40, into: above });
});
for (let size = 144; title.scrollWidth > 940 && size > 40; size -= 2) {
  title.style.fontSize = `${size}px`;
}
const price = find("#price");
[...money(params.price)].forEach((digit, index) => {
  play(addMasked(price, digit), below, here, { at: 1350 + index * 60, lasts: 700, leaves: OUT + 60, into: above });
});
for (const [index, line] of document.querySelectorAll("header b").entries()) {
  play(line, below, here, { at: 350 + index * 120, lasts: 800, into: above });
}
play(find("#details"), below, here, { at: 1250, lasts: 800, leaves: OUT + 40, into: above });
play(find("#rule"), { transform: "scaleX(0)" }, here, { at: 1050, lasts: 1000, leaves: OUT + 120, quick: 400 });
const was = find("#was");
if (params.was === null) {
  was.remove();
} else {
  was.firstElementChild.textContent = money(params.was);
  was.style.right = `${price.offsetWidth + 26}px`;
  play(was.firstElementChild, below, here, { at: 1650, lasts: 700, leaves: OUT + 40, into: above });
}
const badge = find("#badge");
if (params.badge) {
  badge.firstElementChild.textContent = params.badge;
  for (let size = 44; badge.firstElementChild.offsetWidth > 140 && size > 18; size -= 2) {
    badge.firstElementChild.style.fontSize = `${size}px`;
  }
  const [away, there] = [{ transform: "rotate(-70deg) scale(0)" }, { transform: "rotate(-10deg) scale(1)" }];
  play(badge, away, there, { at: 1750, lasts: 620, easing: "cubic-bezier(0.3, 1.7, 0.5, 1)", into: { transform: "rotate(30deg) scale(0)" } });
} else {
  badge.remove();
}

// The disc opens, and at the end takes over the whole picture.
play(find("#disc"), { transform: "scale(0)" }, here, { at: 0, lasts: 1300, leaves: OUT + 150, quick: END - OUT - 200, into: { transform: "scale(2.8)" } });

// The pot rises, and turns: fast at first, as if let go.
const canvas = find("#pot");
const pen = canvas.getContext("2d");
const pot = throwPot(params.shape, canvas.width, canvas.height);
const surface = { pattern: params.pattern, clay: params.clay, glaze: params.glaze, specks: sprinkle() };
play(canvas, { transform: "translateY(1150px)" }, here, { at: 250, lasts: 1250, leaves: OUT + 60, quick: 560 });
const shadow = find("#shadow");
const wide = Math.max(300, pot.base.radius * 3.1);
Object.assign(shadow.style, { width: `${wide}px`, marginLeft: `${-wide / 2}px`, top: `${canvas.offsetTop + pot.base.y - 42}px` });
play(shadow, { opacity: 0, transform: "scale(0.6)" }, { opacity: 1, transform: "none" }, { at: 600, lasts: 800, leaves: OUT, quick: 300 });

const began = performance.now();
(function turn() {
  const seconds = (performance.now() - began) / 1000;
  paint(pen, pot, surface, -0.9 - 0.42 * seconds - 3.4 * (1 - Math.exp(-1.5 * seconds)));
  if (seconds * 1000 < END) requestAnimationFrame(turn);
})();
