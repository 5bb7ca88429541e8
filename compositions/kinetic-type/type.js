// Type set to measure: words become letters that can move alone and still stand where kerning put them.
"use strict";

/** How the stage's font stands: ascent and height of capitals, as shares of the font size. */
function measureFont(element) {
  const style = getComputedStyle(element);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
  const metrics = pen.measureText("H");
  return {
    ascent: metrics.fontBoundingBoxAscent / 1000,
    line: (metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent) / 1000,
    capital: metrics.actualBoundingBoxAscent / 1000,
  };
}

/**
 * Sets `text` in capitals, as large as fits into width x height px, centred at (x, y) of `parent`.
 * Returns {box, letters, width, height}; the box is exactly as high as the capitals.
 */
function setWord(parent, text, { x, y, width, height, size }) {
  const font = measureFont(parent);
  const box = document.createElement("div");
  box.className = "word";
  parent.append(box);
  const capitals = text.toUpperCase();

  const whole = document.createElement("span");
  whole.textContent = capitals;
  whole.style.cssText = "position: absolute; white-space: pre; font-size: 100px";
  box.append(whole);
  const range = document.createRange();
  const left = whole.getBoundingClientRect().left;
  const wide = whole.getBoundingClientRect().width / 100;
  const glyphs = [];
  let at = 0;
  [...capitals].forEach((glyph) => {
    range.setStart(whole.firstChild, at);
    at += glyph.length;
    range.setEnd(whole.firstChild, at);
    const place = range.getBoundingClientRect();
    glyphs.push({ glyph, left: (place.left - left) / 100, width: place.width / 100 });
  });
  whole.remove();

  const fontSize = size ?? Math.min(width / wide, height / font.capital);
  const boxWidth = wide * fontSize;
  const boxHeight = font.capital * fontSize;
  box.style.cssText = `left: ${x - boxWidth / 2}px; top: ${y - boxHeight / 2}px; width: ${boxWidth}px; height: ${boxHeight}px; font-size: ${fontSize}px`;
  const letters = glyphs.map((place) => {
    const letter = document.createElement("span");
    letter.className = "letter";
    letter.textContent = place.glyph;
    letter.style.cssText = `left: ${place.left}em; top: ${font.capital - font.ascent}em; width: ${place.width}em; line-height: ${font.line}em; transform-origin: 50% ${font.ascent}em`;
    box.append(letter);
    return letter;
  });
  return { box, letters, width: boxWidth, height: boxHeight };
}
