const main = document.querySelector("main");

fetch("weather.json")
  .then((response) => response.json())
  .then((cities) => {
    cities.forEach((data, index) => {
      const card = document.createElement("div");
      card.className = "city";
      card.style.animationDelay = `${index * 120}ms`;
      card.innerHTML = `<small>${data.city}</small><b></b><small class="hour"></small>`;
      main.append(card);
      decorate(card, data.sky);
      let hour = 0;
      const show = () => {
        count(card.querySelector("b"), data.degrees[hour % data.degrees.length]);
        card.querySelector(".hour").textContent = new Date(Date.now() + hour * 3600e3).toLocaleTimeString("en-US", { hour: "numeric" });
        hour += 1;
      };
      show();
      setInterval(show, 420);
    });
  });

function decorate(card, sky) {
  if (sky === "sun") {
    const image = new Image();
    image.onload = () => card.append(image);
    image.className = "icon sun";
    image.src = "sun.svg";
    return;
  }
  for (let i = 0; i < 14; i++) {
    const drop = document.createElement("i");
    drop.className = sky;
    drop.style.left = `${Math.random() * 100}%`;
    drop.style.animationDelay = `${-Math.random() * 2}s`;
    card.append(drop);
  }
}

function count(element, target) {
  const from = parseInt(element.textContent) || 0;
  const start = performance.now();
  requestAnimationFrame(function step(now) {
    const t = Math.min(1, (now - start) / 300);
    element.textContent = `${Math.round(from + (target - from) * t)}°`;
    if (t < 1) requestAnimationFrame(step);
  });
}
