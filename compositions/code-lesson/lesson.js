// The lesson's script: every step waits for a timer, as a page would that was never written for video.
(() => {
  "use strict";
  const schema = JSON.parse(document.getElementById("hframes").textContent).params.properties;
  const defaults = Object.fromEntries(Object.entries(schema).map(([name, property]) => [name, property.default]));
  // In a bare browser `window.hframes` is the header element itself (named by its id), so ask for the params, not for it.
  const params = window.hframes?.params ?? defaults;

  const [title, series, caption, pill] = ["title", "series", "caption", "pill"].map((id) => document.getElementById(id));
  title.textContent = params.title;
  series.textContent = params.series;

  const garden = new Garden(params.seeds, parseInt(params.accent.slice(1), 16));
  const editor = new Editor([
    `const seeds = ${params.seeds};`,
    "const turn = 0.25;",
    "",
    "for (let n = 0; n < seeds; n++) {",
    "",
    "",
    "",
    "}",
  ]);
  editor.moveTo(4, 0);
  pill.style.opacity = 0;
  caption.textContent = "Where does the next seed go?";
  teach();

  async function teach() {
    await pause(300);
    await write("  const angle = n * turn * 2 * Math.PI;");
    garden.run("spokes", 1, 700);
    editor.moveTo(5, 0);
    await pause(100);
    await write(`  const reach = ${garden.spread.toFixed(0)} * Math.sqrt(n);`);
    garden.run("rings", 1, 700);
    editor.moveTo(6, 0);
    await pause(100);
    await write("  dot(angle, reach);");
    await pause(130);

    garden.run("grown", params.seeds + 14, 1000, easeInOut);
    await pause(250);
    note("A quarter turn makes four arms.", "¼ turn");
    await pause(1150);

    editor.moveTo(1, "const turn = 0.25".length);
    await pause(220);
    editor.select(2);
    await pause(260);
    editor.type("6");
    garden.turnTo(0.6, 620);
    note("Three fifths makes five.", "3⁄5 turn");
    await pause(1080);

    rise(caption, () => { caption.textContent = "Now a little more."; });
    pill.style.opacity = 0;
    for (const [key, turn] of [["1", 0.61], ["8", 0.618], ["0", 0.618], ["3", 0.61803], ["4", 0.618034]]) {
      editor.type(key);
      if (turn !== garden.turn) garden.turnTo(turn, key === "8" ? 600 : 420);
      await pause(key === "8" ? 330 : 170);
    }
    await pause(120);
    garden.run("ripeness", 1, 1100, (share) => share);
    note("The golden turn leaves no gaps.", "golden turn");
    await pause(550);
    garden.run("bloom", 1, 1300, (share) => share);
    editor.moveTo(1, editor.lines[1].length);
  }

  async function write(text) {
    for (const character of text.trimStart().padStart(text.length)) {
      editor.type(character);
      // People type in bursts: quick within a word, slower at its edges.
      if (character !== " " || editor.column > 2) await pause(14 + 9 * Math.random() + (/[\s(]/.test(character) ? 14 : 0));
    }
  }

  /** Changes the caption below the output and the note beside the turn, each with a short rise. */
  function note(sentence, label) {
    rise(caption, () => { caption.textContent = sentence; });
    rise(pill, () => {
      pill.textContent = label;
      placePill();
    });
  }

  function rise(element, change) {
    change();
    const start = performance.now();
    const timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - start) / 320);
      element.style.opacity = easeOut(share);
      element.style.transform = `translateY(${(16 * (1 - easeOut(share))).toFixed(2)}px)`;
      if (share === 1) clearInterval(timer);
    }, 1000 / 60);
    element.style.opacity = 0;
  }

  function placePill() {
    const end = editor.endOf(1);
    pill.style.left = `${end.x + 34}px`;
    pill.style.top = `${end.y + 7}px`;
  }

  function pause(ms) {
    return new Promise((resolve) => { setTimeout(resolve, ms); });
  }
})();
