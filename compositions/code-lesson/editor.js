// A code editor that can only be typed into by a script: lines, syntax colours, a cursor, a selection.
"use strict";

class Editor {
  constructor(lines) {
    this.list = document.getElementById("code");
    this.caret = document.getElementById("cursor");
    this.band = document.getElementById("active");
    this.lines = [...lines];
    this.row = 0;
    this.column = 0;
    this.chosen = 0; // how many characters before the cursor are selected
    this.items = this.lines.map((_, i) => {
      const item = document.createElement("li");
      item.dataset.number = i + 1;
      this.list.append(item);
      return item;
    });
    this.lines.forEach((_, i) => this.paintLine(i));
    const probe = document.createElement("span");
    probe.textContent = "0".repeat(40);
    this.items[0].append(probe);
    this.advance = probe.getBoundingClientRect().width / 40;
    probe.remove();
    this.moveTo(0, 0);
    // The cursor blinks, but stands still while somebody types.
    this.touched = performance.now();
    setInterval(() => {
      const idle = performance.now() - this.touched;
      this.caret.style.opacity = idle < 400 || Math.floor(idle / 480) % 2 === 0 ? 1 : 0;
    }, 40);
  }

  moveTo(row, column) {
    const before = this.row;
    this.row = row;
    this.column = column;
    this.chosen = 0;
    this.paintLine(before);
    this.paintLine(row);
    this.paintCursor();
  }

  /** Selects the `length` characters before the cursor. */
  select(length) {
    this.chosen = length;
    this.paintLine(this.row);
    this.paintCursor();
  }

  type(character) {
    const line = this.lines[this.row];
    this.lines[this.row] = line.slice(0, this.column - this.chosen) + character + line.slice(this.column);
    this.column += character.length - this.chosen;
    this.chosen = 0;
    this.paintLine(this.row);
    this.paintCursor();
  }

  /** Where a row's text ends: {x, y} in px within the editor, y at the row's top. */
  endOf(row) {
    return { x: 102 + this.lines[row].length * this.advance, y: 96 + row * 62 };
  }

  paintCursor() {
    this.touched = performance.now();
    this.caret.style.opacity = 1;
    this.caret.style.left = `${102 + this.column * this.advance - 2}px`;
    this.caret.style.top = `${96 + this.row * 62}px`;
    this.band.style.top = `${96 + this.row * 62}px`;
    this.items.forEach((item, i) => item.classList.toggle("current", i === this.row));
  }

  paintLine(row) {
    const text = this.lines[row];
    const from = row === this.row && this.chosen ? this.column - this.chosen : text.length;
    const until = row === this.row && this.chosen ? this.column : text.length;
    const parts = [];
    let at = 0;
    for (const [kind, word] of colourWords(text)) {
      // A word may be cut by the edges of the selection.
      const cuts = [at, ...[from, until].filter((cut) => cut > at && cut < at + word.length), at + word.length];
      for (let i = 0; i + 1 < cuts.length; i += 1) {
        const part = document.createElement("span");
        part.textContent = text.slice(cuts[i], cuts[i + 1]);
        part.className = cuts[i] >= from && cuts[i] < until ? `${kind} chosen` : kind;
        parts.push(part);
      }
      at += word.length;
    }
    this.items[row].replaceChildren(...parts);
  }
}

/** Splits a line into [kind, text] pairs; kinds are class names of the style sheet. */
function colourWords(text) {
  const kinds = [
    ["keyword", /^(?:const|let|for)\b/],
    ["number", /^\d+(?:\.\d*)?/],
    ["call", /^[A-Za-z]+(?=\()/],
    ["plain", /^[A-Za-z]+/],
    ["mark", /^[^\sA-Za-z\d]+/],
    ["plain", /^\s+/],
  ];
  const words = [];
  let rest = text;
  while (rest) {
    const [kind, pattern] = kinds.find(([, candidate]) => candidate.test(rest));
    const [word] = rest.match(pattern);
    words.push([kind, word]);
    rest = rest.slice(word.length);
  }
  return words;
}
