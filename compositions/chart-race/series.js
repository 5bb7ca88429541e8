// The data as smooth functions of time: values, ranks, and who overtook whom.
"use strict";

/** A monotone cubic through equally spaced values (Fritsch and Carlson): smooth, and never beyond its own data. */
function monotoneCurve(values) {
  const last = values.length - 1;
  const secants = values.slice(1).map((value, i) => value - values[i]);
  const slopes = values.map((_, i) => {
    if (i === 0) return secants[0];
    if (i === last) return secants[last - 1];
    const [before, after] = [secants[i - 1], secants[i]];
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
  return (position) => {
    const i = Math.min(last - 1, Math.max(0, Math.floor(position)));
    const t = Math.min(1, Math.max(0, position - i));
    const [t2, t3] = [t * t, t * t * t];
    return values[i] * (2 * t3 - 3 * t2 + 1) + slopes[i] * (t3 - 2 * t2 + t)
      + values[i + 1] * (3 * t2 - 2 * t3) + slopes[i + 1] * (t3 - t2);
  };
}

/** 0 to 1 with a soft start and stop and an even pace between: readers need the years to pass evenly. */
function evenPace(share, soft) {
  const x = Math.min(1, Math.max(0, share));
  const whole = 1 - soft;
  if (x < soft) return (x * x) / (2 * soft * whole);
  if (x > 1 - soft) return 1 - ((1 - x) * (1 - x)) / (2 * soft * whole);
  return (x - soft / 2) / whole;
}

/**
 * Ranks of every series at `samples` moments, then averaged over a window around each moment, so that an overtaking
 * is a glide that begins a little before the lines cross and ends a little after.
 */
function smoothRanks(curves, positions, reach) {
  const sharp = positions.map((position) => {
    const order = curves.map((curve, i) => [curve(position), i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const ranks = new Float64Array(curves.length);
    order.forEach(([, i], rank) => { ranks[i] = rank; });
    return ranks;
  });
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => 1 + Math.cos((Math.PI * (i - reach)) / (reach + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const smooth = sharp.map((_, at) => curves.map((_, i) => {
    let sum = 0;
    weights.forEach((weight, w) => {
      const sample = Math.min(sharp.length - 1, Math.max(0, at + w - reach));
      sum += weight * sharp[sample][i];
    });
    return sum / total;
  }));
  return { sharp, smooth };
}

/** Overtakings that end within the first `places` ranks: [{sample, winner, loser, rank}]. */
function overtakings(sharp, places) {
  const found = [];
  for (let at = 1; at < sharp.length; at += 1) {
    sharp[at].forEach((rank, winner) => {
      if (rank >= places || rank >= sharp[at - 1][winner]) return;
      const loser = sharp[at].findIndex((other, i) => other === rank + 1 && sharp[at - 1][i] < sharp[at - 1][winner]);
      if (loser >= 0) found.push({ sample: at, winner, loser, rank });
    });
  }
  return found;
}
