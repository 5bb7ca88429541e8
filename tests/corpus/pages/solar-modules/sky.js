export function createSky(canvas) {
  const g = canvas.getContext("2d");
  const planets = [];
  const place = (body, t) => {
    const angle = body.phase + (t / body.year) * Math.PI * 2;
    return [Math.cos(angle) * body.orbit, Math.sin(angle) * body.orbit * 0.45];
  };
  const disc = (x, y, r, color) => {
    g.fillStyle = color;
    g.beginPath();
    g.arc(x, y, r, 0, Math.PI * 2);
    g.fill();
  };
  return {
    moons: {},
    add: (planet) => planets.push(planet),
    start() {
      const draw = (now) => {
        g.setTransform(1, 0, 0, 1, 0, 0);
        g.fillStyle = "rgba(11, 13, 23, .35)";
        g.fillRect(0, 0, canvas.width, canvas.height);
        g.translate(250, 135);
        const sun = g.createRadialGradient(0, 0, 4, 0, 0, 34 + Math.sin(now / 160) * 3);
        sun.addColorStop(0, "#fff8d6");
        sun.addColorStop(0.4, "#ffc94d");
        sun.addColorStop(1, "rgba(255, 140, 0, 0)");
        disc(0, 0, 38, sun);
        for (const planet of planets) {
          g.strokeStyle = "#ffffff18";
          g.beginPath();
          g.ellipse(0, 0, planet.orbit, planet.orbit * 0.45, 0, 0, 7);
          g.stroke();
          const [x, y] = place(planet, now / 1000);
          disc(x, y, planet.size, planet.color);
          const moon = this.moons[planet.symbol];
          if (!moon) continue;
          const [mx, my] = place(moon, now / 1000);
          disc(x + mx, y + my, moon.size, moon.color);
        }
        requestAnimationFrame(draw);
      };
      requestAnimationFrame(draw);
    },
  };
}
