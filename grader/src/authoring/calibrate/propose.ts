import { formatMs, formatRatio } from "../../contract/format.ts";
import type { MetricName } from "../../contract/index.ts";
import { metrics } from "../../engine/metrics/index.ts";
import { referenceHeadroom, starterAtMost } from "../check/headroom.ts";
import type { MeasuredExercise, MeasuredVersion, Proposal } from "./proposal.ts";
import { proposeGrowth } from "./propose-growth.ts";
import { rounded, roundedDown, roundValueBetween } from "./round-values.ts";

/** A call long enough to be timed, and short enough for many pairs. */
const callMs = { least: 5, aimed: 12, most: 30 };

/** Proposes what belongs into the manifest, field by field. */
export function propose(measured: MeasuredExercise): Proposal[] {
  const growth = proposeGrowth(measured);
  const target = proposeTarget(measured, growth.limit.value);
  const stretch = proposeStretch(measured, target.value);
  return [proposeTimedSize(measured), target, stretch, growth.size, growth.limit];
}

function proposeTimedSize({ goal, sizes, baselineMs, baseline }: MeasuredExercise): Proposal {
  const about = { field: "input.sizes.time", now: sizes.time, isStuck: false };
  const took = `a call of the baseline takes ${formatMs(baselineMs)} at ${sizes.time}`;
  const range = `${callMs.least} to ${callMs.most} ms`;
  if (!isTimeOfCalls(goal.metric)) {
    const reason = `${took}; ${goal.metric} is not the time of a call, so any length will do`;
    return { ...about, value: sizes.time, reason };
  }
  if (baselineMs >= callMs.least && baselineMs <= callMs.most) {
    return { ...about, value: sizes.time, reason: `${took}, which is within ${range}` };
  }
  const { exponent } = baseline;
  if (exponent === undefined || exponent < 0.2) {
    const reason = `${took}, not ${range}, and its time hardly grows with the size`;
    return { ...about, value: undefined, reason, isStuck: true };
  }
  const value = rounded(sizes.time * (callMs.aimed / baselineMs) ** (1 / exponent));
  const reason = `${took}, not ${range}; as it grows like n^${exponent.toFixed(2)}, this gives about ${callMs.aimed} ms. Calibrate again then: speedups differ between sizes`;
  return { ...about, value, reason };
}

/** Whether a metric is read from the clocks around batches of calls. */
function isTimeOfCalls(metric: MetricName): boolean {
  const { method } = metrics[metric];
  return method.kind === "batches" && method.meter === undefined;
}

function proposeTarget(measured: MeasuredExercise, limit: number | undefined): Proposal {
  const { goal, partials, reference } = measured;
  const about = { field: "goal.target", now: goal.target };
  const headroom = referenceHeadroom(goal.metric);
  const atMost = reference.speedup.estimate / headroom;
  const best = partials
    .filter((partial) => mustMissTarget(partial, atMost, limit))
    .toSorted((a, b) => b.speedup.high - a.speedup.high)[0];
  const atLeast = Math.max(1 / starterAtMost, best?.speedup.high ?? 0);
  const below =
    best === undefined
      ? "no partial fix has to be kept out by speed"
      : `${best.name} reaches ${formatRatio(best.speedup.estimate)}, at most ${formatRatio(best.speedup.high)}`;
  const above = `the reference reaches ${formatRatio(reference.speedup.estimate)}, and must reach ${headroom} times the target`;
  const value = roundValueBetween(atLeast, atMost);
  if (value === undefined) {
    const reason = `no target fits: ${below}; ${above}. Make the reference faster, or keep the partial out by a bound or by growth, or do without it`;
    return { ...about, value, reason, isStuck: true };
  }
  return { ...about, value, reason: `${below}; ${above}`, isStuck: false };
}

/** Of the highest possible target: a partial fix below that leaves room for a target above it. */
const leavesRoom = 0.6;

/** Whether the target is what keeps a partial fix out, and not a bound or the limit on growth. */
function mustMissTarget(
  { isOverABound, exponent, speedup }: MeasuredVersion,
  highestTarget: number,
  limit: number | undefined,
): boolean {
  const growsTooFast = limit !== undefined && exponent !== undefined && exponent >= limit;
  return !(isOverABound || growsTooFast) || speedup.high <= leavesRoom * highestTarget;
}

/** Of the reference's speedup: what is left is for noise. */
const stretchShare = 0.8;

function proposeStretch(
  { goal, reference }: MeasuredExercise,
  target: number | undefined,
): Proposal {
  const share = stretchShare * reference.speedup.estimate;
  const value = Math.max(roundedDown(share), target ?? 0);
  const reason = `${100 * stretchShare} % of the reference's ${formatRatio(reference.speedup.estimate)}, so that it is reached in spite of noise`;
  return { field: "goal.stretch", now: goal.stretch, value, reason, isStuck: false };
}
