export const mercury = { symbol: "☿", color: "#b5a7a7", orbit: 60, size: 4, year: 0.7, phase: 1 };
export const venus = { symbol: "♀", color: "#e8cda2", orbit: 95, size: 7, year: 1.3, phase: 3 };
export const earth = { symbol: "♁", color: "#6bb4f0", orbit: 135, size: 8, year: 2, phase: 5 };
export const mars = { symbol: "♂", color: "#e27b58", orbit: 180, size: 6, year: 3.1, phase: 0.4 };
