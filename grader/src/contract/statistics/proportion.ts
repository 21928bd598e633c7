import { normalQuantile } from "./normal-quantile.ts";

/**
 * The confidence interval of a proportion (a share, from 0 to 1) of which a few trials were seen.
 * Sound for few trials too, and for no success at all.
 * E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22(158),
 * 1927; method 3 of R. G. Newcombe, Statistics in Medicine 17(8), 1998.
 *
 * @param confidence two-sided, between 0 and 1
 * @throws RangeError unless both counts are whole, there is a trial, successes are at most trials
 *   and the confidence lies between 0 and 1, both excluded
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): { low: number; high: number } {
  checkCounts(successes, trials);
  checkConfidence(confidence);
  const z = normalQuantile((1 + confidence) / 2);
  return {
    low: lowerLimit(successes, trials, z),
    high: 1 - lowerLimit(trials - successes, trials, z),
  };
}

/** The upper limit is one less the lower limit of the failures. */
function lowerLimit(successes: number, trials: number, z: number): number {
  const share = successes / trials;
  const reach = z * Math.sqrt(successes * (1 - share) + (z * z) / 4);
  return (successes + (z * z) / 2 - reach) / (trials + z * z);
}

function checkCounts(successes: number, trials: number): void {
  const isCount = Number.isInteger(successes) && Number.isInteger(trials);
  if (!isCount || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(
      `give at least one trial and a whole number of successes among them, not ${successes} of ${trials}`,
    );
  }
}

function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`give a confidence between 0 and 1, such as 0.95, not ${confidence}`);
  }
}
