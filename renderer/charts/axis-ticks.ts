// Round figures for a value axis: 0, 5, 10, … and never 0, 6, 12, 21. Pure.

const STEPS = [1, 2, 5, 10];
const MOST_INTERVALS = 5;

/** From 0 to the first round figure that is not below `highest`, in at most five equal steps of 1, 2 or 5 × 10ⁿ. */
export function axisTicks(highest: number): number[] {
  if (!(highest > 0) || !Number.isFinite(highest)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(highest / MOST_INTERVALS));
  const factor = STEPS.find((step) => highest / (step * power) <= MOST_INTERVALS + 1e-9) ?? 10;
  const intervals = Math.ceil(highest / (factor * power) - 1e-9);
  return Array.from({ length: intervals + 1 }, (_, index) => Number((index * factor * power).toPrecision(12)));
}
