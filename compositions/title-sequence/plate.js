// Sets the type and engraves corona, stars and chart once. Nothing here moves: the style sheet does.
(() => {
  "use strict";
  const header = JSON.parse(document.getElementById("hframes").textContent);
  const defaults = Object.entries(header.params.properties).map(([name, schema]) => [name, schema.default]);
  // In a bare browser `window.hframes` is the header element itself (named by its id), so ask for the params, not for it.
  const params = window.hframes?.params ?? Object.fromEntries(defaults);

  const LIMB = 310; // the sun's radius in px, as in the style sheet
  const random = generator(header.seed);

  document.querySelectorAll("[data-param]").forEach((element) => { element.textContent = params[element.dataset.param]; });
  document.querySelector(".subtitle").hidden = !params.subtitle;
  setTitle(document.querySelector(".title"), params.title.toUpperCase(), 1560, 236);
  engraveCorona(document.querySelector(".corona"));
  drawChart(document.querySelector(".chart"));
  scatterStars(document.querySelector(".stars"));
  document.querySelectorAll(".bead").forEach(cutDiamond);

  // Each letter becomes its own element, set where the unbroken word had it, so kerning survives the split.
  function setTitle(title, text, widest, size) {
    const word = document.createElement("span");
    word.textContent = text;
    title.append(word);
    title.style.fontSize = `${size}px`;
    const tracking = parseFloat(getComputedStyle(title).letterSpacing);
    const natural = word.getBoundingClientRect().width - tracking;
    const fitted = size * Math.min(1, widest / natural);
    title.style.fontSize = `${fitted}px`;

    const origin = word.getBoundingClientRect().left;
    const width = word.getBoundingClientRect().width - (tracking * fitted) / size;
    const letters = [...text];
    const places = [];
    for (let at = 0, i = 0; i < letters.length; at += letters[i].length, i += 1) {
      const range = document.createRange();
      range.setStart(word.firstChild, at);
      range.setEnd(word.firstChild, at + letters[i].length);
      places.push(range.getBoundingClientRect().left - origin);
    }
    word.remove();
    title.style.width = `${width}px`;
    title.setAttribute("aria-label", text);
    const middle = (letters.length - 1) / 2;
    letters.forEach((letter, i) => {
      const element = document.createElement("b");
      element.textContent = letter;
      element.style.left = `${places[i]}px`;
      element.style.setProperty("--order", Math.abs(i - middle).toFixed(1));
      element.style.setProperty("--from-centre", (places[i] - width / 2).toFixed(1));
      title.append(element);
    });
  }

  // Fine light lines, as in old eclipse plates: long where a streamer stands, leaning towards its axis, feathered out.
  function engraveCorona(svg) {
    const streamers = [
      [-164, 17, 330], [-140, 11, 130], [-112, 13, 185], [-78, 10, 110], [-47, 14, 205], [-17, 16, 350],
      [14, 12, 190], [40, 13, 270], [72, 11, 120], [101, 10, 105], [133, 14, 250], [166, 13, 200],
    ].map(([axis, spread, reach]) => ({ axis: (axis * Math.PI) / 180, spread: (spread * Math.PI) / 180, reach }));
    const sectors = Array.from({ length: 12 }, () => ({ bold: [], fine: [] }));
    const count = 660;
    for (let i = 0; i < count; i += 1) {
      const angle = ((i + 0.7 * random()) / count) * Math.PI * 2 - Math.PI;
      let reach = 34;
      let lean = 0;
      streamers.forEach((streamer) => {
        const away = turnBetween(angle, streamer.axis);
        const share = Math.exp(-((away / streamer.spread) ** 2) * 1.6);
        reach += streamer.reach * share;
        lean -= away * share * 0.62;
      });
      const length = reach * (0.3 + 0.7 * random() ** 1.5);
      const bend = (lean * length) / (length + 150);
      const foot = LIMB + 5;
      const middle = polar(angle + bend * 0.12, foot + length * 0.5);
      const line = `M${polar(angle, foot)}Q${middle} ${polar(angle + bend, foot + length)}`;
      const sector = sectors[Math.floor((i / count) * sectors.length)];
      (i % 3 ? sector.fine : sector.bold).push(line);
    }
    sectors.forEach((sector, i) => {
      const element = group(svg, "sector", Math.abs(i - 5.5) - 0.5);
      stroke(element, sector.fine.join(""), 1.4, 0.55);
      stroke(element, sector.bold.join(""), 2, 0.95);
    });
  }

  function turnBetween(a, b) {
    return Math.atan2(Math.sin(a - b), Math.cos(a - b));
  }

  function drawChart(svg) {
    const slope = 366 / 212;
    add(svg, "line", { class: "path", x1: 540 * slope, y1: -540, x2: -540 * slope, y2: 540 });
    add(svg, "circle", { class: "outline", r: LIMB });
    const unit = Math.hypot(366, 212);
    const along = [366 / unit, -212 / unit];
    for (let i = -9; i <= 9; i += 1) {
      if (Math.abs(i) < 5) continue;
      const [x, y] = [along[0] * i * 70, along[1] * i * 70];
      const half = i % 3 ? 7 : 13;
      const tick = group(svg, "tick", 9 - i);
      add(tick, "line", { x1: x - along[1] * half, y1: y + along[0] * half, x2: x + along[1] * half, y2: y - along[0] * half });
    }
    label(svg, 596, -300, "first contact");
    label(svg, -604, 306, "last contact", "end");
  }

  function label(svg, x, y, text, anchor = "start") {
    add(svg, "text", { x, y, "text-anchor": anchor }).textContent = text;
  }

  // Stars keep clear of title and moon; their trails turn around the eclipse. Few paths with many parts each: a path
  // is cheap to repaint, an element with an animation of its own is not.
  function scatterStars(svg) {
    const centre = -172;
    const trails = [[], [], []];
    const stars = Array.from({ length: 6 }, () => []);
    for (let placed = 0; placed < 110; ) {
      const radius = 330 + 850 * Math.sqrt(random());
      const angle = random() * Math.PI * 2;
      const sweep = 132 / radius;
      const start = [radius * Math.cos(angle), centre + radius * Math.sin(angle)];
      const end = [radius * Math.cos(angle - sweep), centre + radius * Math.sin(angle - sweep)];
      if (![start, end].every(inOpenSky)) continue;
      const [from, to] = [start, end].map((point) => point.map((value) => value.toFixed(1)));
      trails[placed % 3].push(`M${from}A${radius.toFixed(1)} ${radius.toFixed(1)} 0 0 0 ${to}`);
      stars[placed % 6].push(`M${from}h.01`);
      placed += 1;
    }
    trails.forEach((parts, i) => add(svg, "path", { class: "trail", d: parts.join(""), opacity: 0.2 + 0.13 * i }));
    stars.forEach((parts, order) => {
      stroke(group(svg, "cluster", order), parts.join(""), [2.4, 3, 2.4, 3.6, 2.8, 5][order], 1);
    });
  }

  function inOpenSky([x, y]) {
    const onFrame = Math.abs(x) < 930 && Math.abs(y) < 515;
    return onFrame && !(y > 120 && Math.abs(x) < 820);
  }

  function cutDiamond(svg) {
    add(svg, "circle", { class: "halo", r: 110 });
    const flare = group(svg, "flare", 0);
    const rays = [];
    for (let i = 0; i < 48; i += 1) {
      const angle = (i / 48) * Math.PI * 2;
      const length = i % 12 === 0 ? 210 : i % 6 === 0 ? 120 : 46 + 34 * random();
      rays.push(`M${polar(angle, 24)}L${polar(angle, 24 + length)}`);
    }
    stroke(flare, rays.join(""), 1.8, 0.95);
    const needle = (long, half) => `M0 ${-long}L${half} 0 0 ${long} ${-half} 0ZM${-long} 0L0 ${half} ${long} 0 0 ${-half}Z`;
    add(flare, "path", { d: needle(190, 4), class: "light" });
    add(flare, "circle", { r: 17, class: "light" });
  }

  function polar(angle, radius) {
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
  }

  function group(parent, name, order) {
    const element = add(parent, "g", { class: name });
    element.style.setProperty("--order", order);
    return element;
  }

  function stroke(parent, d, width, opacity) {
    add(parent, "path", { d, "stroke-width": width, opacity });
  }

  function add(parent, name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    parent.append(element);
    return element;
  }

  // A multiply-with-carry generator: the plate is the same in every browser and at every run.
  function generator(seed) {
    let high = 362436069 ^ seed;
    let low = 521288629 + seed;
    return () => {
      high = (36969 * (high & 65535) + (high >>> 16)) >>> 0;
      low = (18000 * (low & 65535) + (low >>> 16)) >>> 0;
      return (((high << 16) + low) >>> 0) / 4294967296;
    };
  }
})();
