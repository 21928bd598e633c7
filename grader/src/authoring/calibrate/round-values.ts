/** Two digits, as a person would choose. */
export const rounded = (value: number) => Math.max(1, Math.round(Number(value.toPrecision(2))));

/** Two digits, or one after the point, and not more than the value. */
export function roundedDown(value: number): number {
  const step = value < 10 ? 0.1 : 10 ** Math.floor(Math.log10(value) - 1);
  return Number((Math.floor(value / step) * step).toPrecision(3));
}

/** A value near the middle on the scale of ratios, as round as it fits; undefined without room. */
export function roundValueBetween(low: number, high: number): number | undefined {
  const middle = Math.sqrt(low * high);
  const candidates = [1, 2, 3].map((digits) => Number(middle.toPrecision(digits)));
  const isNearMiddle = (value: number) => Math.abs(Math.log(value / middle)) < 0.1;
  const leavesMargins = (value: number) => value >= low * 1.05 && value <= high * 0.95;
  return candidates.find((value) => isNearMiddle(value) && leavesMargins(value));
}
