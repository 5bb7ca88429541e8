// Draws the race for the moment that requestAnimationFrame names; all motion is a function of that moment.
(() => {
  "use strict";
  const schema = JSON.parse(document.getElementById("hframes").textContent).params.properties;
  const defaults = Object.fromEntries(Object.entries(schema).map(([name, property]) => [name, property.default]));
  // In a bare browser `window.hframes` is the header element itself (named by its id), so ask for the params, not for it.
  const params = window.hframes?.params ?? defaults;

  const START = 0.35; // seconds of standstill before the race
  const RACE = 6.35; // seconds of race; what remains of the video is standstill again
  const SAMPLES_PER_SECOND = 60;
  const GLIDE = 15; // samples before and after the crossing over which ranks glide
  const LONGEST = 1290; // px of the leader's bar
  const PITCH = 726 / params.rows; // px from row to row
  const CAPTION = 1.15; // seconds that a caption stays

  const [title, subtitle, legend, axis, year, caption, bars, timeline, elapsed, source] = [
    "title", "subtitle", "legend", "axis", "year", "caption", "bars", "timeline", "elapsed", "source",
  ].map((id) => document.getElementById(id));

  const curves = params.cities.map((city) => monotoneCurve(city.values));
  const steps = Math.max(...params.cities.map((city) => city.values.length)) - 1;
  const raceSamples = Math.round(RACE * SAMPLES_PER_SECOND);
  const sampleCount = raceSamples + GLIDE; // the last overtaking may glide on after the last year
  const positions = Array.from({ length: sampleCount + 1 }, (_, i) => steps * evenPace(i / raceSamples, 0.1));
  const { sharp, smooth } = smoothRanks(curves, positions, GLIDE);
  const captions = newsworthy(overtakings(sharp, 4));

  const rows = params.cities.map(buildRow);
  const ticks = buildTicks();
  setStill();

  const origin = performance.now();
  draw(0);
  requestAnimationFrame(function next(now) {
    draw(Math.max(0, now - origin) / 1000);
    requestAnimationFrame(next);
  });

  function draw(seconds) {
    const sample = Math.min(sampleCount, Math.max(0, (seconds - START) * SAMPLES_PER_SECOND));
    const position = between(positions, sample);
    const values = curves.map((curve) => curve(position));
    const scale = LONGEST / Math.max(...values);

    rows.forEach((row, i) => {
      const rank = rankAt(sample, i);
      const visible = clamp((params.rows - 0.4 - rank) / 0.5);
      row.element.style.display = visible > 0 ? "" : "none";
      if (visible === 0) return;
      const climb = rankAt(sample - 3, i) - rankAt(sample + 3, i);
      const length = values[i] * scale;
      row.element.style.transform = `translateY(${(rank * PITCH + (PITCH - 58) / 2).toFixed(2)}px)`;
      row.element.style.opacity = visible.toFixed(3);
      const words = (0.08 + 0.92 * wordsOf(sample, i, rank)).toFixed(3);
      row.name.style.opacity = words;
      row.value.style.opacity = words;
      row.element.style.zIndex = rows.length - goalAt(sample, i);
      row.bar.style.width = `${length.toFixed(2)}px`;
      row.country.style.opacity = clamp((length - row.room) / 40).toFixed(3);
      row.value.style.transform = `translateX(${length.toFixed(2)}px)`;
      row.value.textContent = values[i].toFixed(1);
      row.rise.style.transform = `translateX(${length.toFixed(2)}px)`;
      row.rise.style.opacity = (words * clamp(climb * 4 - 0.1)).toFixed(3);
    });

    ticks.forEach(({ element, value, steps: multiples }) => {
      const shown = Math.max(...multiples.map((step) => clamp((step * scale - 150) / 60)));
      element.style.opacity = (value === 0 ? 1 : shown).toFixed(3);
      element.style.transform = `translateX(${(value * scale).toFixed(2)}px)`;
      element.style.visibility = value * scale < 1470 ? "" : "hidden";
    });

    year.textContent = Math.floor(params.from + params.step * position + 1e-6);
    elapsed.style.width = `${((position / steps) * 100).toFixed(3)}%`;
    drawCaption(sample / SAMPLES_PER_SECOND);
  }

  function drawCaption(seconds) {
    const current = captions.filter((item) => item.from <= seconds).at(-1);
    const age = current ? seconds - current.from : Infinity;
    const opacity = current ? clamp(age / 0.18) * clamp((current.until - seconds) / 0.22) : 0;
    caption.style.opacity = opacity.toFixed(3);
    if (opacity > 0) caption.innerHTML = current.html;
    caption.style.transform = `translateY(${(18 * (1 - clamp(age / 0.3)) ** 3).toFixed(2)}px)`;
  }

  // One caption at a time; of two that come too close together the one higher up the chart stays, then the later.
  function newsworthy(events) {
    const chosen = [];
    [...events].sort((a, b) => a.rank - b.rank || b.sample - a.sample).forEach((event) => {
      if (chosen.every((other) => Math.abs(other.sample - event.sample) > 0.5 * SAMPLES_PER_SECOND)) chosen.push(event);
    });
    return chosen.sort((a, b) => a.sample - b.sample).map(({ sample, winner, loser, rank }, i, all) => {
      const from = sample / SAMPLES_PER_SECOND - 0.1;
      const next = all[i + 1] ? all[i + 1].sample / SAMPLES_PER_SECOND - 0.1 : Infinity;
      const verb = rank === 0 ? "takes the lead from" : "passes";
      const html = `<b>${escapeText(params.cities[winner].name)}</b> ${verb} ${escapeText(params.cities[loser].name)}`;
      return { from, until: Math.min(from + CAPTION, next), html };
    });
  }

  // Where two rows pass each other, the one that will end up higher keeps its words; the other's fade for that while.
  function wordsOf(sample, i, rank) {
    let shown = 1;
    rows.forEach((_, other) => {
      if (goalAt(sample, other) < goalAt(sample, i)) {
        shown = Math.min(shown, clamp((Math.abs(rankAt(sample, other) - rank) - 0.5) / 0.35));
      }
    });
    return shown;
  }

  // The rank that a row is gliding to; it changes before two rows come near each other, never while they are close.
  function goalAt(sample, i) {
    return sharp[Math.min(sampleCount, Math.ceil(sample) + GLIDE)][i];
  }

  function rankAt(sample, i) {
    const at = Math.min(sampleCount, Math.max(0, sample));
    const low = Math.floor(at);
    const high = Math.min(sampleCount, low + 1);
    return smooth[low][i] + (smooth[high][i] - smooth[low][i]) * (at - low);
  }

  function between(list, at) {
    const low = Math.floor(at);
    return list[low] + ((list[low + 1] ?? list[low]) - list[low]) * (at - low);
  }

  function buildRow(city) {
    const element = make("div", "row", bars);
    const colour = params.colours[city.region] ?? "#6b6b6b";
    const name = make("span", "name", element);
    name.textContent = city.name;
    const bar = make("div", isLight(colour) ? "bar dark" : "bar", element);
    bar.style.background = colour;
    const country = make("span", "country", bar);
    country.textContent = city.country ?? "";
    const value = make("span", "value", element);
    const rise = make("i", "rise", element);
    rise.style.color = colour;
    return { element, name, bar, country, value, rise, room: country.getBoundingClientRect().width + 36 };
  }

  function buildTicks() {
    const highest = Math.max(...params.cities.flatMap((city) => city.values));
    const unit = 10 ** Math.floor(Math.log10(highest) - 1);
    const count = Math.floor(highest / unit);
    const list = [];
    for (let n = 0; n <= count; n += 1) {
      const multiples = [1, 2, 5, 10, 20, 50].filter((step) => n % step === 0).map((step) => step * unit);
      const element = make("div", n === 0 ? "tick zero" : "tick", axis);
      make("span", "", element).textContent = n * unit < 10 && unit < 1 ? (n * unit).toFixed(1) : Math.round(n * unit);
      list.push({ element, value: n * unit, steps: multiples });
    }
    return list;
  }

  function setStill() {
    title.textContent = params.title;
    subtitle.textContent = params.subtitle;
    source.textContent = params.source;
    Object.entries(params.colours).forEach(([region, colour]) => {
      const item = make("li", "", legend);
      make("i", "", item).style.background = colour;
      item.append(region);
    });
    const until = params.from + params.step * steps;
    for (let decade = params.from; decade <= until; decade += 10) {
      const mark = make("span", "decade", timeline);
      mark.textContent = decade;
      mark.style.left = `${((decade - params.from) / (until - params.from)) * 100}%`;
    }
  }

  function isLight(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return red * 0.299 + green * 0.587 + blue * 0.114 > 150;
  }

  function make(name, classes, parent) {
    const element = document.createElement(name);
    if (classes) element.className = classes;
    parent.append(element);
    return element;
  }

  function escapeText(text) {
    return text.replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark]);
  }

  function clamp(value) {
    return Math.min(1, Math.max(0, value));
  }
})();
