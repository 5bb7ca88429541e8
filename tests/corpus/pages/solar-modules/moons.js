export const moons = { "♁": { color: "#dddddd", orbit: 16, size: 2.5, year: 0.5, phase: 0 } };
