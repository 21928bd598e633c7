import { mean, squaredDeviations } from "./summary.ts";

/**
 * The slope of ln(cost) on ln(size) by least squares: the power of the size that the cost grows
 * with, about 1 for linear work and 2 for quadratic work. Free of units.
 * S. F. Goldsmith, A. S. Aiken and D. S. Wilkerson, Measuring Empirical Computational Complexity,
 * ESEC-FSE 2007.
 *
 * @param costs one for each size, in any one unit
 * @throws RangeError for fewer than two different sizes, for a size without a cost or the other
 *   way round, and for a value that is not a finite number above 0
 */
export function logLogSlope(sizes: readonly number[], costs: readonly number[]): number {
  checkPoints(sizes, costs);
  const x = sizes.map(Math.log);
  const y = costs.map(Math.log);
  const center = mean(x);
  const products = x.map((value, index) => (value - center) * (y[index] as number));
  return products.reduce((sum, product) => sum + product, 0) / squaredDeviations(x, center);
}

function checkPoints(sizes: readonly number[], costs: readonly number[]): void {
  if (sizes.length !== costs.length) {
    throw new RangeError(`give one cost for each size, not ${costs.length} for ${sizes.length}`);
  }
  if (new Set(sizes).size < 2) {
    throw new RangeError("give costs at two different sizes or more: one has no slope");
  }
  const unfit = [...sizes, ...costs].find((value) => !(value > 0 && Number.isFinite(value)));
  if (unfit !== undefined) {
    throw new RangeError(
      `give finite sizes and costs above 0, not ${unfit}: they have no logarithm`,
    );
  }
}
