import { studentTQuantile } from "./student-t.ts";
import { mean, squaredDeviations } from "./summary.ts";

/** What is known of the spread between forks before measuring: worth 4 observations of 8 %. */
const priorDegreesOfFreedom = 4;
const usualPriorSpread = 0.08;

/** Two-sided. */
const confidence = 0.99;

/** An estimate of a mean and the half-width of its 99 % confidence interval. */
export interface Interval {
  readonly center: number;
  readonly halfWidth: number;
}

/** What a few observations tell about the mean and the variance of all. */
export interface ModeratedEstimate {
  readonly count: number;
  readonly center: number;
  readonly variance: number;
  /** Of the variance: those of the observations and those of what is known beforehand. */
  readonly degreesOfFreedom: number;
}

/**
 * The interval of the mean of a few observations, their variance pulled towards a known one, so
 * that three forks that happen to agree are not taken for certainty:
 * half-width = t(0.995; d₀ + k - 1)·s̃/√k, with s̃² as in `moderatedEstimate`.
 *
 * @param observations logs of ratios, one for each fork; at least one
 * @param priorSpread as in `moderatedEstimate`; with 0, for exact counts, observations that are all
 *   equal have the half-width 0, and so has a single one
 * @throws RangeError for a prior spread below 0
 */
export function moderatedInterval(
  observations: readonly number[],
  priorSpread = usualPriorSpread,
): Interval {
  const { count, center, variance, degreesOfFreedom } = moderatedEstimate(
    observations,
    priorSpread,
  );
  if (variance === 0) return { center, halfWidth: 0 };
  return {
    center,
    halfWidth: quantileOfConfidence(degreesOfFreedom) * Math.sqrt(variance / count),
  };
}

/**
 * The mean and the moderated variance of a few observations:
 * s̃² = (d₀·s₀² + Σ(xᵢ - x̄)²) / (d₀ + k - 1).
 * G. K. Smyth, Linear models and empirical Bayes methods (2004), equation for the moderated t.
 *
 * @param observations logs of ratios, one for each fork; at least one
 * @param priorSpread s₀, the standard deviation between forks that is expected beforehand, in logs.
 *   0 stands for exact counts: nothing is expected, d₀ is 0, and what doesn't vary is certain
 * @throws RangeError for a prior spread below 0
 */
export function moderatedEstimate(
  observations: readonly number[],
  priorSpread: number,
): ModeratedEstimate {
  if (!(priorSpread >= 0)) {
    throw new RangeError(`give a prior spread of 0 or more, not ${priorSpread}`);
  }
  const count = observations.length;
  if (priorSpread === 0 && new Set(observations).size === 1) {
    // Not by way of the mean: its rounding would leave a trace of variance.
    return { count, center: observations[0] as number, variance: 0, degreesOfFreedom: count - 1 };
  }
  const center = mean(observations);
  const priorDegrees = priorSpread === 0 ? 0 : priorDegreesOfFreedom;
  const degreesOfFreedom = priorDegrees + count - 1;
  const squares = squaredDeviations(observations, center);
  const variance = (priorDegrees * priorSpread ** 2 + squares) / degreesOfFreedom;
  return { count, center, variance, degreesOfFreedom };
}

/** Where an interval lies, seen from a value: on neither side when it holds it or ends there. */
export function sideOf(interval: Interval, value: number): "above" | "below" | "neither" {
  if (interval.center - interval.halfWidth > value) return "above";
  if (interval.center + interval.halfWidth < value) return "below";
  return "neither";
}

const quantiles = new Map<number, number>();

/** Kept by degrees of freedom, because a simulation asks for the same few again and again. */
function quantileOfConfidence(degreesOfFreedom: number): number {
  const known = quantiles.get(degreesOfFreedom);
  if (known !== undefined) return known;
  const quantile = studentTQuantile((1 + confidence) / 2, degreesOfFreedom);
  quantiles.set(degreesOfFreedom, quantile);
  return quantile;
}
