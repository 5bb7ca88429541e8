// The output: seeds that go where the code on the left sends them, and a dial for the turn between two of them.
"use strict";

class Garden {
  constructor(seeds, accent) {
    this.pen = document.getElementById("canvas").getContext("2d");
    this.seeds = seeds;
    this.spread = 292 / Math.sqrt(seeds);
    this.petal = [accent >> 16, (accent >> 8) & 255, accent & 255];
    this.ripe = [[122, 66, 30], [196, 104, 34], this.petal];
    this.grown = 0; // seeds on the paper
    this.from = this.layout(0.25);
    this.to = this.from;
    this.turn = 0.25;
    this.turnFrom = 0.25;
    this.spokes = 0; // 0 to 1: how far the hints of angle and reach are drawn
    this.rings = 0;
    this.ripeness = 0; // 0 to 1: how far the colour has come from the middle
    this.bloom = 0; // 0 to 1: how far the petals are out
    this.morph = 1;
    this.running = new Map();
    this.paint();
    setInterval(() => this.tick(), 1000 / 60);
  }

  layout(turn) {
    return Array.from({ length: this.seeds }, (_, n) => {
      const angle = n * turn * 2 * Math.PI - Math.PI / 2;
      const reach = this.spread * Math.sqrt(n + 0.5);
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    });
  }

  /** Moves one of this garden's shares from where it is to `target` within `ms`. */
  run(share, target, ms, ease = easeOut) {
    this.running.set(share, { from: this[share], target, ms, ease, start: performance.now() });
  }

  turnTo(turn, ms) {
    this.from = this.places();
    this.turnFrom = this.shownTurn();
    this.to = this.layout(turn);
    this.turn = turn;
    this.morph = 0;
    this.run("morph", 1, ms, easeInOut);
  }

  tick() {
    if (this.running.size === 0) return;
    const now = performance.now();
    this.running.forEach(({ from, target, ms, ease, start }, share) => {
      const done = Math.min(1, (now - start) / ms);
      this[share] = from + (target - from) * ease(done);
      if (done === 1) this.running.delete(share);
    });
    this.paint();
  }

  places() {
    const share = this.morph;
    return this.from.map(([x, y], n) => [x + (this.to[n][0] - x) * share, y + (this.to[n][1] - y) * share]);
  }

  shownTurn() {
    return this.turnFrom + (this.turn - this.turnFrom) * this.morph;
  }

  paint() {
    const { pen } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, 700, 640);
    pen.translate(350, 320);
    this.paintHints();
    const scale = 1 - 0.32 * easeInOut(clampShare(this.bloom * 1.6));
    pen.scale(scale, scale);
    this.paintFlower();
    const farthest = this.spread * Math.sqrt(this.seeds);
    this.places().slice(0, Math.floor(this.grown)).forEach(([x, y], n) => {
      const reach = Math.hypot(x, y) / farthest;
      const born = Math.min(1, (this.grown - n) / 14);
      const wave = clampShare((this.ripeness * 1.35 - Math.sqrt(n / this.seeds)) / 0.35);
      const swell = 1 + 0.9 * Math.sin(Math.PI * wave) * (wave < 1 ? 1 : 0);
      pen.fillStyle = mix([31, 86, 66], ramp(this.ripe, Math.sqrt(n / this.seeds)), wave);
      pen.beginPath();
      pen.arc(x, y, (3.4 + 2.9 * reach) * born * swell, 0, 2 * Math.PI);
      pen.fill();
    });
    document.getElementById("count").textContent = `${Math.min(this.seeds, Math.floor(this.grown))} seeds`;
    this.paintDial();
  }

  // 34 petals, a number that sunflowers have, in two rows; they come out one golden turn after the other.
  paintFlower() {
    const { pen } = this;
    const count = 34;
    [0, 1].forEach((row) => {
      pen.fillStyle = mix(this.petal, row === 0 ? [216, 120, 20] : this.petal, 0.75);
      for (let i = row; i < count; i += 2) {
        const order = ((i * 13) % count) / count;
        const out = easeOut(clampShare((this.bloom - 0.2 - order * 0.35) / 0.45));
        if (out === 0) continue;
        const [root, tip, half] = [250, 278 + (row === 0 ? 166 : 148) * out, 40 * out];
        pen.save();
        pen.rotate((i / count) * 2 * Math.PI);
        pen.beginPath();
        pen.moveTo(0, -root);
        pen.bezierCurveTo(half * 1.5, -root - (tip - root) * 0.45, half * 0.7, -root - (tip - root) * 0.8, 0, -tip);
        pen.bezierCurveTo(-half * 0.7, -root - (tip - root) * 0.8, -half * 1.5, -root - (tip - root) * 0.45, 0, -root);
        pen.fill();
        pen.restore();
      }
    });
    const disc = clampShare(this.ripeness * 1.35 - 0.1);
    if (disc === 0) return;
    pen.fillStyle = "#3a1c0f";
    pen.beginPath();
    pen.arc(0, 0, 306 * Math.min(1, disc), 0, 2 * Math.PI);
    pen.fill();
  }

  paintHints() {
    const { pen } = this;
    pen.lineWidth = 2;
    pen.strokeStyle = "#e6d8b6";
    pen.globalAlpha = 1 - clampShare(this.bloom * 2);
    [0.25, 0.5, 0.75, 1].forEach((share) => {
      pen.beginPath();
      pen.arc(0, 0, 292 * share, 0, 2 * Math.PI);
      pen.stroke();
    });
    pen.lineWidth = 4;
    pen.strokeStyle = "#e2754c";
    const hint = this.rings * (1 - clampShare(this.grown / 40));
    const angle = this.spokes * (1 - clampShare(this.grown / 40));
    [0, 1, 2, 3].forEach((n) => {
      const drawn = clampShare(this.spokes * 2.2 - n * 0.4);
      pen.globalAlpha = angle > 0 ? Math.min(1, angle * 3) : 0;
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(292 * drawn * Math.sin((n * Math.PI) / 2), -292 * drawn * Math.cos((n * Math.PI) / 2));
      pen.stroke();
    });
    [0.25, 0.5, 0.75, 1].forEach((share, i) => {
      pen.globalAlpha = clampShare(hint * 2.2 - i * 0.4);
      pen.beginPath();
      pen.arc(0, 0, 292 * share, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * clampShare(this.rings * 2.2 - i * 0.4));
      pen.stroke();
    });
    pen.globalAlpha = 1;
    pen.fillStyle = "#1f5642";
    pen.beginPath();
    pen.arc(0, 0, 6, 0, 2 * Math.PI);
    pen.fill();
  }

  paintDial() {
    const turn = this.shownTurn();
    const angle = turn * 2 * Math.PI;
    const end = [62 * Math.sin(angle), -62 * Math.cos(angle)].map((value) => value.toFixed(2));
    document.getElementById("swept").setAttribute("d", `M0-62A62 62 0 ${turn > 0.5 ? 1 : 0} 1 ${end}`);
    document.getElementById("hand").setAttribute("transform", `rotate(${(turn * 360).toFixed(2)})`);
    document.getElementById("degrees").textContent = `${(turn * 360).toFixed(1)}°`;
  }
}

function easeOut(share) {
  return 1 - (1 - share) ** 3;
}

function easeInOut(share) {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}

function clampShare(value) {
  return Math.min(1, Math.max(0, value));
}

function mix(from, to, share) {
  return `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * share)).join(" ")})`;
}

function ramp(colours, share) {
  const at = clampShare(share) * (colours.length - 1);
  const low = Math.min(colours.length - 2, Math.floor(at));
  return colours[low].map((value, i) => value + (colours[low + 1][i] - value) * (at - low));
}
