import { describe, expect, it } from "vitest";
import { type Fork, forkOf, type Measurement, summarize } from "../src/measurement/measurement.ts";
import { quick } from "../src/measurement/schedule.ts";
import { metrics } from "../src/metrics/index.ts";
import { naiveRules } from "../src/proof/naive-rules.ts";
import type { ProofRecord, Verdict } from "../src/proof/records.ts";
import {
  type Cell,
  type Figures,
  figuresOf,
  flipRate,
  type Rates,
  tally,
  wrongRate,
} from "../src/proof/tally.ts";
import { promisesOf, reportCells, reportRules } from "../src/reports/proof.ts";
import { createVariates } from "../src/statistics/variates.ts";
import { simulateGrading, type VerdictRule } from "../src/statistics/verdict-odds.ts";

const target = 4;
const goal = Math.log(target);

/** Wall times of one call in ms: of the baseline, and of the candidate. */
type Walls = readonly [baseline: number, candidate: number];

/** A sample of four calls. Its CPU time is the same for both sides, as if all else were waiting. */
const sampleOf = (wallMs: number) => ({
  cost: 1,
  timing: { cpuMs: 4, wallMs: 4 * wallMs },
  calls: 4,
});

const forkOfWalls = (pairs: readonly Walls[]): Fork =>
  forkOf(
    pairs.map(([baseline, candidate]) => ({
      baseline: sampleOf(baseline),
      candidate: sampleOf(candidate),
    })),
    0,
    undefined,
  );

const measured = (...forks: readonly (readonly Walls[])[]): Measurement =>
  summarize(metrics["cpu time"], forks.map(forkOfWalls), 1);

function naiveVerdict(name: string, measurement: Measurement): Verdict | undefined {
  return naiveRules.find((rule) => rule.name.includes(name))?.verdict(measurement, target);
}

describe("a naive rule", () => {
  it.each<[rule: string, forks: Walls[][], verdict: Verdict, why: string]>([
    ["single run", [[[40, 10]], [[1, 1]]], "passed", "40 / 10"],
    [
      "single run",
      [
        [
          [39, 10],
          [90, 1],
        ],
      ],
      "too slow",
      "39 / 10, whatever comes next",
    ],
  ])("%s", () => {});
});
