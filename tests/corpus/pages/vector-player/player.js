// A small player of layered vector animations: keyframes with cubic easing, shapes drawn as SVG.
const NS = "http://www.w3.org/2000/svg";

function bezier([x1, y1, x2, y2]) {
  const at = (a, b, t) => 3 * a * t * (1 - t) ** 2 + 3 * b * t * t * (1 - t) + t ** 3;
  return (x) => {
    let low = 0;
    let high = 1;
    for (let i = 0; i < 24; i++) {
      const middle = (low + high) / 2;
      if (at(x1, x2, middle) < x) low = middle;
      else high = middle;
    }
    return at(y1, y2, low);
  };
}

function valueAt(track, frame) {
  if (!Array.isArray(track) || track[0].t === undefined) return track;
  const next = track.findIndex((key) => key.t > frame);
  if (next === 0) return track[0].v;
  if (next < 0) return track.at(-1).v;
  const a = track[next - 1];
  const b = track[next];
  const k = bezier(a.ease ?? [0.3, 0, 0.2, 1])((frame - a.t) / (b.t - a.t));
  return Array.isArray(a.v) ? a.v.map((v, i) => v + (b.v[i] - v) * k) : a.v + (b.v - a.v) * k;
}

class VectorPlayer extends HTMLElement {
  #start;

  async connectedCallback() {
    const animation = await (await fetch(this.getAttribute("src"))).json();
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", `0 0 ${animation.w} ${animation.h}`);
    const layers = animation.layers.map((layer) => {
      const path = document.createElementNS(NS, "path");
      path.setAttribute("d", layer.d);
      path.setAttribute("fill", layer.fill ?? "none");
      if (layer.stroke) path.setAttribute("stroke", layer.stroke);
      path.setAttribute("stroke-width", layer.width ?? 0);
      path.setAttribute("stroke-linecap", "round");
      svg.append(path);
      return { layer, path };
    });
    this.append(svg);
    const speed = Number(this.getAttribute("speed") ?? 1);
    const draw = (now) => {
      this.#start ??= now;
      let frame = ((now - this.#start) / 1000) * animation.fps * speed;
      if (this.hasAttribute("loop")) frame %= animation.frames;
      for (const { layer, path } of layers) {
        const [x, y] = valueAt(layer.position ?? [0, 0], frame);
        const scale = valueAt(layer.scale ?? 1, frame);
        path.setAttribute("transform", `translate(${x} ${y}) rotate(${valueAt(layer.rotation ?? 0, frame)}) scale(${scale})`);
        path.setAttribute("opacity", valueAt(layer.opacity ?? 1, frame));
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }
}
customElements.define("vector-player", VectorPlayer);
