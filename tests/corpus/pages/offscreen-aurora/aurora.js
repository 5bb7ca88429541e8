let ctx;
let stars;
onmessage = ({ data }) => {
  ctx = data.canvas.getContext("2d");
  stars = Array.from({ length: 90 }, () => [Math.random() * data.width, Math.random() * 110, Math.random() * 1.3]);
  requestAnimationFrame(draw);
  setInterval(() => postMessage(4 + Math.sin(performance.now() / 300) * 2), 200);
};

function draw(now) {
  const t = now / 1000;
  const { width, height } = ctx.canvas;
  ctx.globalCompositeOperation = "source-over";
  ctx.fillStyle = "#02111b";
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = "#fff";
  for (const [x, y, r] of stars) ctx.fillRect(x, y, r, r);
  ctx.globalCompositeOperation = "lighter";
  for (let band = 0; band < 3; band++) {
    for (let x = 0; x < width; x += 2) {
      const sway = Math.sin(x / 46 + t * (1 + band * 0.4) + band * 2) * 22 + Math.sin(x / 17 - t * 2.1) * 6;
      const base = 96 + sway - band * 14;
      const tall = 46 + Math.sin(x / 9 + t * 5 + band) * 16;
      const glow = ctx.createLinearGradient(0, base - tall, 0, base);
      glow.addColorStop(0, "rgba(120, 60, 200, 0)");
      glow.addColorStop(0.6, `rgba(60, ${170 + band * 30}, 150, .16)`);
      glow.addColorStop(1, "rgba(120, 255, 170, .3)");
      ctx.fillStyle = glow;
      ctx.fillRect(x, base - tall, 2, tall);
    }
  }
  ctx.globalCompositeOperation = "source-over";
  ctx.fillStyle = "#000a0f";
  ctx.beginPath();
  ctx.moveTo(0, height);
  for (let x = 0; x <= width; x += 8) ctx.lineTo(x, 152 - Math.abs(Math.sin(x / 37)) * 26 - Math.abs(Math.sin(x / 11)) * 5);
  ctx.lineTo(width, height);
  ctx.fill();
  requestAnimationFrame(draw);
}
