import type { MeasuredExercise, MeasuredVersion } from "./proposal.ts";
import { rounded } from "./round-values.ts";

/**
 * What is slower must grow faster by as much, or there is no place for a limit between it and what
 * the problem needs: measured exponents of the same code differ by up to 0.2.
 */
const leastDifference = 0.4;

/**
 * An input has to be read. A reference that seems to grow less has calls so short that what each
 * costs anyway is most of them.
 */
const leastExponent = 1;

/** A size and a limit for the growth check, where one can tell the reference from the baseline. */
export function proposeGrowth(measured: MeasuredExercise) {
  const { goal, baseline, reference, growthSize } = measured;
  const about = (name: "size" | "below") => ({
    field: `goal.growth.${name}`,
    now: goal.growth?.[name],
    isStuck: false,
  });
  const slow = baseline.exponent;
  const fast = reference.exponent;
  const needed = fast === undefined ? undefined : Math.max(fast, leastExponent);
  if (slow === undefined || needed === undefined || slow - needed < leastDifference) {
    const reason = `none fits between them: ${sayExponents(slow, fast)}`;
    return {
      size: { ...about("size"), value: undefined, reason },
      limit: { ...about("below"), value: undefined, reason },
    };
  }
  const limit = limitBetween(needed, slow, measured.partials);
  return {
    size: {
      ...about("size"),
      value: growthSize,
      reason: `the exponents were measured from ${growthSize} to ${8 * growthSize}: half of the timed size, or more where the reference is too short to time, or less where the baseline takes too long`,
    },
    limit: {
      ...about("below"),
      value: limit.value,
      reason: `${sayExponents(slow, fast)}; half-way from n^${needed.toFixed(2)}, which the problem needs, to ${limit.next}`,
    },
  };
}

function sayExponents(slow: number | undefined, fast: number | undefined): string {
  const say = (exponent: number | undefined) =>
    exponent === undefined ? "at a rate that can't be measured" : `like n^${exponent.toFixed(2)}`;
  return `the baseline grows ${say(slow)}, the reference ${say(fast)}`;
}

/** Half-way from the exponent that the problem needs to the lowest that is clearly above it. */
function limitBetween(needed: number, slow: number, partials: readonly MeasuredVersion[]) {
  const next = partials
    .flatMap(({ name, exponent }) => (exponent === undefined ? [] : [{ name, exponent }]))
    .filter(({ exponent }) => exponent - needed >= leastDifference && exponent < slow)
    .toSorted((a, b) => a.exponent - b.exponent)[0];
  const above = next ?? { name: "the baseline", exponent: slow };
  const middle = (needed + above.exponent) / 2;
  return {
    // Upward: what room there is belongs to those who do what the problem needs.
    value: Math.ceil(Number((10 * middle).toPrecision(12))) / 10,
    next: `${above.name}, n^${above.exponent.toFixed(2)}`,
  };
}

/** The baseline has to be measured eight times as large, in some seconds. */
const mostBaselineMs = 200;

/** What a call of the reference should take at the largest size of the growth check. */
const leastReferenceMs = 1;

/** The smallest size at which to measure growth. The baseline is taken to be quadratic. */
export function growthSizeFor(timedSize: number, baselineMs: number, referenceMs: number): number {
  const longEnough = (timedSize * leastReferenceMs) / (8 * Math.max(referenceMs, 0.001));
  const shortEnough = (timedSize / 8) * Math.sqrt(mostBaselineMs / Math.max(baselineMs, 0.001));
  const wanted = Math.max(timedSize / 2, longEnough);
  return Math.max(1, rounded(Math.min(wanted, shortEnough)));
}
