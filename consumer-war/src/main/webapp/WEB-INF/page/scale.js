// Round figures for an axis.

const MOST_STEPS = 4;

/** The smallest of 1, 2, 5, 10, 20, … that needs no more than four steps to reach the highest value. */
function roundStep(highest) {
  const wanted = highest / MOST_STEPS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((each) => each * power >= wanted * 0.999);
}

/** The axis from 0 to at least this value: its end, and the ticks. */
export function axis(highest, least = 1) {
  const step = roundStep(Math.max(highest, least));
  const count = Math.ceil(Math.max(highest, least) / step - 0.001);
  return { top: step * count, ticks: Array.from({ length: count + 1 }, (_, i) => step * i) };
}
