import { join } from "node:path";
import { type GrowthMeasurement, unclearGrowth } from "../../../engine/measurement/growth.ts";
import type { GradingResult } from "../../../grading/result.ts";
import { gradeUntilSure } from "../grade-until-sure.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

/** That a limit on growth, where there is one, is for the baseline to break and the reference to keep. */
export async function* growthSeparates(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, solutions } = context;
  const { growth } = exercise.definition.goal;
  if (growth === undefined) return;
  const folder = join(exercise.folder, "baseline");
  const starter = await gradeUntilSure(context, "your code", folder);
  yield baselineFails(await context.growthOfBaseline(growth), growth.below, starter);
  if (solutions.reference === undefined) return;
  const reference = await gradeUntilSure(context, "reference", solutions.reference);
  yield referenceKeepsIt(reference.growth, growth.below);
}

function baselineFails(
  measured: GrowthMeasurement | "timed out",
  below: number,
  { outcome }: GradingResult,
): RuleResult {
  const breaks = measured === "timed out" || measured.exponent >= below;
  const figure =
    measured === "timed out" ? "too slow to measure at the largest size" : say(measured);
  return {
    rule: `the baseline breaks the limit on growth (n^${below}) or the target`,
    holds: breaks || outcome.outcome === "too slow",
    figure: breaks ? figure : `${figure}; it keeps the limit, and is ${outcome.outcome}`,
    fix: "raise goal.growth.size or lower goal.growth.below, so that the limit asks for something",
  };
}

function referenceKeepsIt(measured: GrowthMeasurement | undefined, below: number): RuleResult {
  const most = below - unclearGrowth;
  return {
    rule: `the reference's time grows slower than n^${below}, with room (n^${most.toFixed(2)} or less)`,
    holds: measured !== undefined && measured.exponent <= most,
    figure: measured === undefined ? "not measured, because it misses the goal" : say(measured),
    fix: "choose goal.growth.size where caches matter less and a call takes 1 ms or more at eight times that, or raise goal.growth.below",
  };
}

function say({ exponent, points }: GrowthMeasurement): string {
  const times = points.map(({ size, cpuMs }) => `${cpuMs.toPrecision(3)} ms at ${size}`);
  return `n^${exponent.toFixed(2)}: ${times.join(", ")}`;
}
