import { formatMs, formatRatio, plural } from "../contract/format.ts";
import { isContended } from "../engine/measurement/contention.ts";
import { cpuMsOf, type Measurement } from "../engine/measurement/measurement.ts";
import { metrics } from "../engine/metrics/index.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import type { CpuEvidence } from "../evidence/evidence.ts";
import type { GradingResult } from "../grading/result.ts";

/** From here on, two costs of the same call are not the same; profilers alone add up to 30 %. */
const unlike = 1.5;

/**
 * Why the verdict and the CPU profile show different costs of a call, one sentence or two for each
 * side where they do. What is not certain is not said.
 */
export function explainTwoCosts({ outcome, evidence }: GradingResult): string[] {
  if (!("measurement" in outcome) || evidence === undefined) return [];
  return (["candidate", "baseline"] as const).flatMap((side) => {
    const { cpu } = evidence[side];
    return cpu.state === "missing" ? [] : explainSide(side, outcome.measurement, cpu);
  });
}

const names: Readonly<Record<Side, string>> = {
  candidate: "this version",
  baseline: "the baseline",
};

function explainSide(side: Side, measurement: Measurement, profile: CpuEvidence): string[] {
  if (profile.made === undefined || !isOfCalls(measurement)) return [];
  const cpuMs = cpuMsOf(measurement)[side];
  if (!areUnlike(cpuMs, profile.msPerCall)) return [];
  const figures = `A call of ${names[side]} took ${formatMs(cpuMs)} of CPU time when it was measured, and ${formatMs(profile.msPerCall)} in the profile.`;
  const reasons = reasonsOf(measurement, cpuMs, profile, profile.made);
  return [[figures, ...(reasons.length > 0 ? reasons : [unknown])].join(" ")];
}

const unknown =
  "Why is not known: its cost may depend on the input, on earlier calls, or on how busy the machine is.";

/** Whether the measured CPU time is that of calls, and not of a server's window or of a start. */
function isOfCalls({ metric }: Measurement): boolean {
  const { method } = metrics[metric];
  return method.kind === "batches" || (method.kind === "fresh processes" && method.timedCalls > 0);
}

/** Zero where nothing was read: then there is nothing to compare. */
function areUnlike(one: number, other: number): boolean {
  return Math.min(one, other) > 0 && Math.max(one / other, other / one) > unlike;
}

function reasonsOf(
  measurement: Measurement,
  measuredMs: number,
  { calls, msPerCall }: CpuEvidence,
  { inputs, cpuMsPerCall }: NonNullable<CpuEvidence["made"]>,
): string[] {
  const { method, spread, clock } = metrics[measurement.metric];
  const isSlower = measuredMs > msPerCall;
  const reasons = [
    method.kind === "fresh processes" &&
      `The measured calls are the first ${method.timedCalls === 1 ? "" : "ones "}of a process; the profiled ones came after a warm-up.`,
    method.kind === "batches" &&
      spread === 0 &&
      `For ${measurement.metric} calls are hardly warmed up; for the profile they were.`,
    isSlower &&
      !areUnlike(measuredMs, cpuMsPerCall) &&
      "The profiled calls took as long in all; the rest is what the profile does not show, such as the V8 threads that compile and collect garbage.",
    isSlower &&
      inputs < calls &&
      `The profile ran ${plural(calls, "call")} on ${plural(inputs, "input")}: on an input that it has seen before, this version may be faster.`,
    isSlower &&
      clock !== "none" &&
      isContended(measurement) &&
      `The machine was busy (contention ${formatRatio(measurement.contention)}) when it was measured.`,
  ];
  return reasons.filter((reason) => reason !== false);
}
