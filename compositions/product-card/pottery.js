"use strict";

/**
 * Pots, in place of photographs: a silhouette turned on a wheel, lit once, and glazed anew for every angle.
 *
 * `throwPot` looks, once, at which point of the pot each pixel sees and how that is lit; `paint` then only asks for each
 * pixel what colour is there when the pot stands at an angle.
 */

const TILT = 0.25; // radians that we look down on it
const WALL = 0.045;
const POINTS = 512; // of a profile

const SILHOUETTES = {
  vase: { height: 1.66, radii: [0.33, 0.36, 0.5, 0.61, 0.62, 0.51, 0.33, 0.22, 0.21, 0.27] },
  bottle: { height: 1.8, radii: [0.4, 0.43, 0.45, 0.455, 0.44, 0.36, 0.2, 0.145, 0.14, 0.185] },
  bowl: { height: 0.74, radii: [0.3, 0.31, 0.46, 0.62, 0.74, 0.82, 0.88, 0.92] },
  cup: { height: 0.92, radii: [0.38, 0.43, 0.475, 0.5, 0.505, 0.5, 0.495, 0.5] },
  jar: { height: 1.28, radii: [0.42, 0.5, 0.63, 0.71, 0.72, 0.66, 0.54, 0.46, 0.45, 0.5] },
  planter: { height: 1.06, radii: [0.44, 0.47, 0.52, 0.57, 0.61, 0.65, 0.68, 0.71] },
  carafe: { height: 1.72, radii: [0.5, 0.54, 0.55, 0.51, 0.41, 0.29, 0.22, 0.21, 0.25, 0.33] },
};

/** A smooth curve through points at even distances: the radius, and how it changes, at `POINTS` heights. */
function turnProfile({ height, radii }) {
  const radius = new Float32Array(POINTS + 1);
  const slope = new Float32Array(POINTS + 1);
  const at = (k) => radii[Math.max(0, Math.min(radii.length - 1, k))];
  for (let i = 0; i <= POINTS; i += 1) {
    const place = (i / POINTS) * (radii.length - 1);
    const k = Math.min(radii.length - 2, Math.floor(place));
    const t = place - k;
    const [a, b, c, d] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
    radius[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  for (let i = 0; i <= POINTS; i += 1) {
    const [low, high] = [Math.max(0, i - 1), Math.min(POINTS, i + 1)];
    slope[i] = ((radius[high] - radius[low]) * POINTS) / ((high - low) * height);
  }
  return { height, radius, slope, widest: Math.max(...radius) };
}

/** The depth at which a line of sight meets clay, or NaN. `x` and `y` are the place on the picture plane. */
function firstHit(pot, x, y) {
  const { height, radius, widest } = pot;
  const room = widest * widest - x * x;
  if (room <= 0) return NaN;
  const [sin, cos] = [Math.sin(TILT), Math.cos(TILT)];
  const isClay = (depth) => {
    const up = y * cos + depth * sin;
    if (up < 0 || up > height) return false;
    const front = depth * cos - y * sin;
    const outer = radius[Math.round((up / height) * POINTS)];
    const from = Math.sqrt(x * x + front * front);
    return from <= outer && (from >= outer - WALL || up < 0.08);
  };
  const reach = Math.sqrt(room);
  const near = Math.min((reach + y * sin) / cos, (height - y * cos) / sin) + 1e-4;
  const far = Math.max((-reach + y * sin) / cos, (-y * cos) / sin) - 1e-4;
  const step = 0.02;
  const refined = (outside, inside) => {
    for (let k = 0; k < 9; k += 1) {
      const middle = (outside + inside) / 2;
      if (isClay(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  for (let depth = near; depth > far; depth -= step) {
    if (isClay(depth)) return refined(depth + step, depth);
  }
  // Just above the foot's lower edge there is less clay on the way than a step.
  const ground = (-y * cos) / sin + 1e-4;
  return isClay(ground) ? refined(ground + step, ground) : NaN;
}

const unit = (x, y, z) => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};
const KEY = unit(-0.62, 0.66, 0.56);
const FILL = unit(0.9, 0.15, 0.35);
const EYE = [0, Math.sin(TILT), Math.cos(TILT)];
const HALF = unit(KEY[0] + EYE[0], KEY[1] + EYE[1], KEY[2] + EYE[2]);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** What one point of the pot is: where on it, and how it is lit. */
function look(pot, x, y, depth) {
  const [sin, cos] = [Math.sin(TILT), Math.cos(TILT)];
  const up = Math.max(0, Math.min(pot.height, y * cos + depth * sin));
  const front = depth * cos - y * sin;
  const place = Math.round((up / pot.height) * POINTS);
  const from = Math.hypot(x, front) || 1e-6;
  const isRim = up > pot.height - 0.012;
  const isInner = !isRim && from < pot.radius[place] - WALL / 2;
  const side = isInner ? -1 : 1;
  const ripple = 0.05 * Math.sin(up * 118) + 0.03 * Math.sin(up * 61 + 1); // the potter's fingers
  const rise = isRim ? 2.2 : side * (-pot.slope[place] + ripple * (isInner ? 0.5 : 1));
  const normal = unit((side * x) / from, rise, (side * front) / from);
  const wrapped = Math.max(0, (dot(normal, KEY) + 0.22) / 1.22);
  const facing = Math.max(0, dot(normal, EYE));
  let light = 0.26 + 0.9 * wrapped * wrapped + 0.16 * Math.max(0, dot(normal, FILL));
  if (isInner) light *= 0.16 + 0.6 * Math.exp((up - pot.height) * 4.5);
  else light *= 1 - 0.4 * Math.exp(-up * 11);
  const shine = isInner ? 0 : 0.42 * Math.max(0, dot(normal, HALF)) ** 46 + 0.1 * Math.max(0, dot(normal, HALF)) ** 9;
  const rim = isInner ? 0 : 0.2 * (1 - facing) ** 3 * (0.7 + 0.3 * normal[0]);
  return { turn: Math.atan2(x, front), up: up / pot.height, light, shine: shine + rim, isInner };
}

/**
 * Throws a pot.
 *
 * @param {string} shape one of `SILHOUETTES`.
 * @param {number} width @param {number} height of the picture, in pixels.
 * @returns what each pixel sees, and `base`: the height of the pot's foot in the picture, and its radius, in pixels.
 */
function throwPot(shape, width, height) {
  const pot = turnProfile(SILHOUETTES[shape]);
  const [sin, cos] = [Math.sin(TILT), Math.cos(TILT)];
  const tall = pot.height * cos + (pot.radius[0] + pot.radius[POINTS]) * sin;
  const scale = Math.min((height - 70) / tall, (width - 90) / (2 * pot.widest), 430);
  const foot = height - 34 - scale * pot.radius[0] * sin;
  const count = width * height;
  const depths = new Float32Array(count);
  const sight = (px, py) => [(px - width / 2) / scale, (foot - py) / scale];
  for (let i = 0; i < count; i += 1) {
    depths[i] = firstHit(pot, ...sight((i % width) + 0.5, Math.floor(i / width) + 0.5));
  }
  const seen = { pixel: [], turn: [], up: [], light: [], shine: [], cover: [], inner: [] };
  const corners = [[-0.25, -0.25], [0.25, -0.25], [-0.25, 0.25], [0.25, 0.25]];
  for (let i = 0; i < count; i += 1) {
    const around = [depths[i - 1], depths[i + 1], depths[i - width], depths[i + width]];
    const isEdge = around.some((depth) => Number.isNaN(depth) !== Number.isNaN(depths[i]) || Math.abs(depth - depths[i]) > 0.05);
    if (!isEdge && Number.isNaN(depths[i])) continue;
    const [px, py] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const looks = [];
    for (const [dx, dy] of isEdge ? corners : [[0, 0]]) {
      const place = sight(px + dx, py + dy);
      const depth = isEdge ? firstHit(pot, ...place) : depths[i];
      if (!Number.isNaN(depth)) looks.push(look(pot, ...place, depth));
    }
    if (!looks.length) continue;
    const mean = (name) => looks.reduce((sum, one) => sum + one[name], 0) / looks.length;
    seen.pixel.push(i);
    seen.turn.push(looks[0].turn);
    seen.up.push(looks[0].up);
    seen.light.push(mean("light"));
    seen.shine.push(mean("shine"));
    seen.cover.push(looks.length / (isEdge ? 4 : 1));
    seen.inner.push(looks[0].isInner ? 1 : 0);
  }
  const arrays = Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, Float32Array.from(values)]));
  return { ...arrays, base: { y: foot, radius: pot.radius[0] * scale }, tall: pot.height / pot.widest };
}

const smooth = (from, to, x) => {
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/**
 * How much glaze there is at a place: 0 for bare clay. `turn` in radians, `up` from 0 (foot) to 1 (rim); `tall` is the
 * pot's height in its largest radii.
 */
const PATTERNS = {
  plain: (_turn, up) => smooth(0.045, 0.06, up),
  dip: (turn, up) => {
    const edge = 0.43 + 0.055 * Math.sin(turn * 2 + 0.6) + 0.025 * Math.sin(turn * 5) + 0.012 * Math.sin(turn * 11 + 2);
    return smooth(edge - 0.006, edge + 0.006, up);
  },
  bands: (_turn, up) => {
    const near = Math.min(Math.abs(up - 0.34) - 0.015, Math.abs(up - 0.47) - 0.07, Math.abs(up - 0.6) - 0.015);
    return Math.max(smooth(0.004, -0.004, near), smooth(0.91, 0.92, up));
  },
  stripes: (turn, up) => smooth(-0.07, 0.07, Math.sin(turn * 12)) * smooth(0.06, 0.07, up) + smooth(0.94, 0.95, up),
  dots: (turn, up, tall) => {
    const rows = Math.max(4, Math.round(tall * 3.3));
    const row = Math.floor(up * rows);
    const column = (turn / (2 * Math.PI)) * 18 + (row % 2) / 2;
    const from = Math.hypot((column - Math.floor(column) - 0.5) * 0.95, up * rows - row - 0.5);
    return (row > 0 && row < rows - 1 ? smooth(0.31, 0.26, from) : 0) + smooth(0.95, 0.96, up);
  },
};

const rgb = (hex) => [1, 3, 5].map((k) => (parseInt(hex.slice(k, k + 2), 16) / 255) ** 2.2);

/** Specks of iron in the clay: how dark it is at a cell of a map that is laid around the pot. */
const SPECKS = { across: 512, up: 256 };
function sprinkle() {
  const map = new Float32Array(SPECKS.across * SPECKS.up).fill(1);
  for (let i = 0; i < map.length; i += 1) {
    const chance = Math.random();
    map[i] = chance < 0.012 ? 0.55 + 0.3 * Math.random() : 0.97 + 0.06 * Math.random();
  }
  return map;
}

/** Paints a pot that stands at an angle, in radians. */
function paint(pen, pot, { pattern, clay, glaze, specks }, angle) {
  const { width, height } = pen.canvas;
  const picture = pen.createImageData(width, height);
  const [bare, coat, cover] = [rgb(clay), rgb(glaze), PATTERNS[pattern]];
  for (let k = 0; k < pot.pixel.length; k += 1) {
    const turn = pot.turn[k] + angle;
    const up = pot.up[k];
    const around = turn / (2 * Math.PI);
    const column = Math.floor((around - Math.floor(around)) * SPECKS.across);
    const speck = specks[Math.min(SPECKS.up - 1, Math.floor(up * SPECKS.up)) * SPECKS.across + column];
    const glazed = pot.inner[k] ? 1 : Math.min(1, cover(turn, up, pot.tall));
    const fleck = 1 + (speck - 1) * (1 - 0.55 * glazed);
    const shine = pot.shine[k] * (0.3 + 0.7 * glazed);
    const at = pot.pixel[k] * 4;
    for (let c = 0; c < 3; c += 1) {
      const colour = (bare[c] + (coat[c] - bare[c]) * glazed) * fleck * pot.light[k] + shine;
      picture.data[at + c] = 255 * Math.min(1, colour) ** (1 / 2.2);
    }
    picture.data[at + 3] = 255 * pot.cover[k];
  }
  pen.putImageData(picture, 0, 0);
}
