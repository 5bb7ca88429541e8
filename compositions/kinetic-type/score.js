// The score: 16 beats at 120 a minute, played with element.animate() and nothing else.
(() => {
  "use strict";
  const schema = JSON.parse(document.getElementById("hframes").textContent).params.properties;
  // In a bare browser `window.hframes` is the header element itself (named by its id), so ask for the params, not for it.
  const words = window.hframes?.params?.words ?? schema.words.default;

  const BEAT = 500; // ms
  const SNAP = "cubic-bezier(.16, 1, .3, 1)";
  const SLAM = "cubic-bezier(.8, 0, .1, 1)";
  const SPRING = "cubic-bezier(.3, 1.7, .45, 1)";
  const [first, second, third, fourth] = ["first", "second", "third", "fourth"].map((id) => document.getElementById(id));

  bars();
  stripes();
  frames();
  count();

  /** Plays `keyframes` from beat `at` for `beats` beats; holds the ends unless told otherwise. */
  function play(element, keyframes, at, beats, options = {}) {
    return element.animate(keyframes, { delay: at * BEAT, duration: beats * BEAT, easing: SNAP, fill: "both", ...options });
  }

  function show(scene, from, until) {
    play(scene, [{ visibility: "visible" }, { visibility: "visible" }], from, until - from, { fill: "none" });
  }

  // Beats 0-3: the first word grows out of its own base line, a letter every half beat.
  function bars() {
    show(first, -1, 3.6);
    const { letters, box } = setWord(first, words[0], { x: 960, y: 540, width: 1700, height: 860 });
    const gap = Math.min(0.5, 2 / letters.length);
    letters.forEach((letter, i) => {
      const at = (i - 0.6) * gap;
      play(letter, [{ transform: "scaleY(.035)" }, { transform: "scaleY(1)" }], at, 0.9, { easing: SPRING });
      // Neighbours flinch as a letter lands: added to whatever else moves them.
      letters.slice(0, i).forEach((neighbour, j) => {
        const push = -10 - 8 / (i - j);
        const flinch = [{ transform: "none" }, { transform: `translateX(${push}px)`, offset: 0.25 }, { transform: "none" }];
        play(neighbour, flinch, at + 0.15, 0.6, { composite: "add", fill: "none", easing: "ease-out" });
      });
    });
    play(box, [{ transform: "none" }, { transform: "translateY(-520px)" }], 2.75, 0.8, { easing: SLAM, fill: "forwards" });
    letters.forEach((letter, i) => {
      const squash = [{ transform: "scaleY(1)" }, { transform: "scaleY(.3)" }];
      play(letter, squash, 2.7 + i * 0.05, 0.5, { easing: SLAM, fill: "forwards" });
    });
  }

  // Beats 3-5.5: the second word in five bands that pass a wave of height from one to the next.
  function stripes() {
    show(second, 2.75, 6);
    const enter = [{ transform: "translateY(1080px)" }, { transform: "none" }];
    play(second, enter, 2.75, 0.6, { easing: SLAM });
    const unit = 1080 / 8;
    const count = 5;
    const line = Array(9).fill(words[1]).join("  ");
    for (let i = 0; i < count; i += 1) {
      const band = document.createElement("div");
      band.className = i % 2 ? "band on-ink" : "band on-blue";
      second.append(band);
      const { box } = setWord(band, line, { x: 960, y: 108, height: 172, size: 172 / measureFont(band).capital });
      const heights = [];
      for (let crest = 0; crest < count; crest += 1) {
        const top = (i + (i > crest ? 3 : 0)) * unit;
        heights.push({ transform: `translateY(${top}px) scaleY(${(i === crest ? 4 : 1) * (unit / 216)})` });
      }
      const wave = heights.map((keyframe) => ({ ...keyframe, easing: SLAM }));
      play(band, wave, 3.1, 2.4, { easing: "linear" });
      const way = i % 2 ? [-330, 330] : [330, -330];
      play(box, way.map((shift) => ({ transform: `translateX(${shift}px)` })), 2.75, 3.2, { easing: "linear" });
    }
  }

  // Beats 5.5-8: the third word, framed once for every half beat, then the innermost frame swallows everything.
  function frames() {
    show(third, 5.35, 8.6);
    play(third, [{ clipPath: "inset(50% 0)" }, { clipPath: "inset(0% 0)" }], 5.35, 0.5, { easing: SLAM });
    const word = setWord(third, words[2], { x: 960, y: 540, width: 1010, height: 400 });
    word.letters.forEach((letter, i) => {
      const rise = [{ transform: "scaleY(0)" }, { transform: "scaleY(1)" }];
      play(letter, rise, 5.5 + i * 0.09, 0.7, { easing: SPRING });
    });
    const step = 114;
    for (let i = 0; i < 5; i += 1) {
      const [width, height] = [word.width + 170 + i * step * 1.45, word.height + 150 + i * step];
      const edge = document.createElement("div");
      edge.className = "edge";
      edge.style.cssText = `left: ${960 - width / 2}px; top: ${540 - height / 2}px; width: ${width}px; height: ${height}px`;
      third.append(edge);
      const snap = [{ transform: "scale(2.6)", opacity: 0 }, { opacity: 1, offset: 0.15 }, { transform: "none", opacity: 1 }];
      play(edge, snap, 5.75 + i * 0.25, 0.5);
      const ripple = [{ transform: "none" }, { transform: "scale(.955)", offset: 0.3 }, { transform: "none" }];
      play(edge, ripple, 7 + i * 0.06, 0.5, { composite: "add", fill: "none", easing: "ease-out" });
    }
    play(word.box, [{ transform: "none" }, { transform: "scale(1.08)", offset: 0.3 }, { transform: "none" }], 6.94, 0.5, { fill: "none", easing: "ease-out" });
    const plate = document.createElement("div");
    plate.className = "plate";
    third.append(plate);
    play(plate, [{ transform: "scale(0)" }, { transform: "scale(1)" }], 7.55, 0.45, { easing: SLAM });
  }

  // Beats 8-16: counting in, a column a beat; then the columns turn into tiles and the numbers into the words.
  function count() {
    show(fourth, 8, 99);
    const looks = ["on-red", "on-blue", "on-yellow", "on-paper"];
    looks.forEach((look, i) => {
      const tile = document.createElement("div");
      tile.className = `tile ${look}`;
      fourth.append(tile);
      const column = { left: `${i * 480}px`, top: "0px", width: "480px", height: "1080px" };
      const square = { left: `${(i % 2) * 960}px`, top: `${Math.floor(i / 2) * 540}px`, width: "960px", height: "540px" };
      play(tile, [{ transform: "translateY(1080px)" }, { transform: "none" }], 8 + i - 0.12, 0.5);
      play(tile, [column, square], 11.85, 0.75, { easing: SLAM });

      const number = setWord(tile, String(i + 1), { x: 240, y: 540, size: 1080 });
      const [digit] = number.letters;
      play(digit, [{ transform: "scaleY(.03)" }, { transform: "scaleY(1)" }], 8 + i, 0.7, { easing: SPRING });
      for (let beat = i + 1; beat < 4; beat += 1) {
        const nod = [{ transform: "none" }, { transform: "scaleY(.9)", offset: 0.22 }, { transform: "none" }];
        play(digit, nod, 8 + beat, 0.6, { composite: "add", fill: "none", easing: "ease-out" });
      }
      play(digit, [{ transform: "scaleY(1)" }, { transform: "scaleY(0)" }], 11.7, 0.4, { easing: SLAM, fill: "forwards" });

      const word = setWord(tile, words[i], { x: 480, y: 270, width: 780, height: 350 });
      const held = i === 3 ? 0.3 : 0;
      word.letters.forEach((letter, j) => {
        const rise = [{ transform: "scaleY(0)" }, { transform: "scaleY(1)" }];
        play(letter, rise, 12.3 + i * 0.25 + held + j * 0.08, 0.8, { easing: SPRING });
        const nod = [{ transform: "none" }, { transform: "scaleY(.88)", offset: 0.25 }, { transform: "none" }];
        play(letter, nod, 14.5, 0.7, { composite: "add", fill: "none", easing: "ease-out" });
      });
    });
  }
})();
