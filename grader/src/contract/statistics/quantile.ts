/**
 * The value that the share `probability` of the values stays under, in their unit, interpolated
 * between the two nearest: 0 gives the least value, 0.5 the median, 1 the greatest. NaN for no
 * values.
 * R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician
 * 50(4), 1996, definition 7, which is R's default.
 *
 * @param values in any order
 * @throws RangeError unless the probability lies between 0 and 1, both included
 */
export function quantile(values: readonly number[], probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`give a probability from 0 to 1, not ${probability}`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const lower = sorted[below] ?? Number.NaN;
  const upper = sorted[Math.ceil(position)] ?? Number.NaN;
  // Equal ones are not subtracted, because they may be infinite.
  return lower === upper ? lower : lower + (position - below) * (upper - lower);
}
