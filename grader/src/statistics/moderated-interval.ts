import { studentTQuantile } from "./student-t.ts";
import { mean } from "./summary.ts";

/** What is known of the spread between forks before measuring: worth 4 observations of 8 %. */
const priorDegreesOfFreedom = 4;
const priorSpread = 0.08;

/** Two-sided. */
const confidence = 0.99;

/** An estimate of a mean and the half-width of its 99 % confidence interval. */
export interface Interval {
  readonly center: number;
  readonly halfWidth: number;
}

/**
 * The interval of the mean of a few observations, their variance pulled towards a known one, so
 * that three forks that happen to agree are not taken for certainty:
 * s̃² = (d₀·s₀² + Σ(xᵢ - x̄)²) / (d₀ + k - 1), half-width = t(0.995; d₀ + k - 1)·s̃/√k.
 * G. K. Smyth, Linear models and empirical Bayes methods (2004), equation for the moderated t.
 *
 * @param observations logs of ratios, one for each fork; at least one
 */
export function moderatedInterval(observations: readonly number[]): Interval {
  const count = observations.length;
  const center = mean(observations);
  const degreesOfFreedom = priorDegreesOfFreedom + count - 1;
  const squares = observations.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const variance = (priorDegreesOfFreedom * priorSpread ** 2 + squares) / degreesOfFreedom;
  const quantile = studentTQuantile((1 + confidence) / 2, degreesOfFreedom);
  return { center, halfWidth: quantile * Math.sqrt(variance / count) };
}
