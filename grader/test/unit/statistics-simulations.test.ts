import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../src/contract/index.ts";
import { moderatedInterval } from "../../src/contract/statistics/moderated-interval.ts";
import { studentTCdf } from "../../src/contract/statistics/student-t.ts";
import { mean, standardDeviation } from "../../src/contract/statistics/summary.ts";
import { createVariates } from "../../src/contract/statistics/variates.ts";
import {
  type VerdictOdds,
  type VerdictRule,
  verdictOdds,
} from "../../src/contract/statistics/verdict-odds.ts";
import type { Measurement } from "../../src/engine/measurement/measurement.ts";
import { decide } from "../../src/engine/verdict/decide.ts";

const priorSpread = 0.08;
const usualRule: VerdictRule = { target: 2, priorSpread, fewestForks: 3, mostForks: 10 };
const goal = Math.log(usualRule.target);

/** Code whose forks have this mean and this standard deviation, in logs. */
interface Code {
  readonly center: number;
  readonly spread: number;
}

const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());

const simulateForks = (random: Random, count: number, { center, spread }: Code) =>
  Array.from({ length: count }, () => center + spread * normal(random));

/** A spread as the method's model has it: its variance drawn anew around the known one. */
function drawSpread(random: Random): number {
  const chiSquareOf4 = -2 * Math.log((1 - random.float()) * (1 - random.float()));
  return Math.sqrt((4 * priorSpread ** 2) / chiSquareOf4);
}

/** How often the interval of simulated forks holds the true mean. */
function coverage(forks: number, trials: number, spreadOf: (random: Random) => number): number {
  const random = createRandom(2024);
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const observations = simulateForks(random, forks, { center: 0.7, spread: spreadOf(random) });
    const { center, halfWidth } = moderatedInterval(observations, priorSpread);
    if (Math.abs(center - 0.7) <= halfWidth) held++;
  }
  return held / trials;
}

describe("the moderated interval", () => {
  it.each([3, 6, 10])("holds the true mean in 99 %% of simulations with %i forks", (forks) => {
    const share = coverage(forks, 5000, drawSpread);
    expect(share).toBeGreaterThan(0.985);
    expect(share).toBeLessThan(0.995);
  });

  it.each([3, 4, 5, 6, 7, 8, 9, 10])(
    "holds the true mean at least as often when %i forks differ by the prior's spread",
    (forks) => {
      expect(coverage(forks, 5000, () => priorSpread)).toBeGreaterThanOrEqual(0.985);
    },
  );
});

/** Grades simulated code by the grader's own decision. */
function grade(random: Random, code: Code, rule: VerdictRule): keyof VerdictOdds {
  const forks = simulateForks(random, rule.fewestForks, code);
  for (;;) {
    const { center, halfWidth } = moderatedInterval(forks, rule.priorSpread);
    const logSpeedup = { center, halfWidth: halfWidth + (rule.allowance ?? 0) };
    const { decision } = decide(
      { metric: "cpu time", logSpeedup, contention: 1 } as Measurement,
      rule.target,
    );
    if (decision !== "inconclusive") return decision === "passed" ? "passed" : "failed";
    if (forks.length === rule.mostForks) return "inconclusive";
    forks.push(...simulateForks(random, 1, code));
  }
}

/** The share of each verdict in simulated gradings of the same code. */
function simulatedShares(code: Code, rule: VerdictRule, gradings: number): VerdictOdds {
  const random = createRandom(77);
  const verdicts = Array.from({ length: gradings }, () => grade(random, code, rule));
  const share = (verdict: string) => verdicts.filter((one) => one === verdict).length / gradings;
  return { passed: share("passed"), failed: share("failed"), inconclusive: share("inconclusive") };
}

describe("the rule that stops as soon as the verdict is clear", () => {
  // Wider than real pairs show: a verdict by the mean of three alone would err in 3 % and 10 %.
  const spreads = [0.2, 0.3];

  it.each(spreads)("passes less than 1 %% of code at 0.8x of the target, spread %d", (spread) => {
    const code = { center: goal + Math.log(0.8), spread };
    expect(simulatedShares(code, usualRule, 5000).passed).toBeLessThan(0.01);
  });

  it.each(spreads)("fails less than 1 %% of code at 1.25x of the target, spread %d", (spread) => {
    const code = { center: goal + Math.log(1.25), spread };
    expect(simulatedShares(code, usualRule, 5000).failed).toBeLessThan(0.01);
  });

  it("seldom decides at the target itself, though it looks eight times", () => {
    const { passed, failed } = simulatedShares({ center: goal, spread: 0.08 }, usualRule, 5000);
    expect(passed).toBeLessThan(0.03);
    expect(failed).toBeLessThan(0.03);
  });
});

describe("variates", () => {
  const draw = (count: number, next: () => number) => Array.from({ length: count }, next);

  it("are the same for the same seed, and others for another", () => {
    const numbers = (seed: number) => draw(5, createVariates(seed).normal);
    expect(numbers(3)).toEqual(numbers(3));
    expect(numbers(3)).not.toEqual(numbers(4));
  });

  it("that are normal have mean 0, standard deviation 1 and 2.5 % beyond 1.96 on either side", () => {
    const values = draw(100_000, createVariates(1).normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.012);
    expect(Math.abs(standardDeviation(values) - 1)).toBeLessThan(0.01);
    for (const sign of [1, -1]) {
      const beyond = values.filter((value) => sign * value > 1.96).length / values.length;
      expect(Math.abs(beyond - 0.025)).toBeLessThan(0.002);
    }
  });

  it.each([1, 2, 3, 6, 33])(
    "that are chi-square of %i degrees have that mean and twice that variance",
    (degrees) => {
      const variates = createVariates(2);
      const values = draw(40_000, () => variates.chiSquare(degrees));
      expect(Math.abs(mean(values) / degrees - 1)).toBeLessThan(0.03);
      expect(Math.abs(standardDeviation(values) ** 2 / (2 * degrees) - 1)).toBeLessThan(0.1);
    },
  );
});

/** P(T <= t), for t below 0 too. */
const studentT = (t: number, degrees: number) =>
  t < 0 ? 1 - studentTCdf(-t, degrees) : studentTCdf(t, degrees);

/** Forks with exactly this mean and this sum of squared deviations: half lie below, half above. */
const measuredForks = (count: number, { center, spread }: Code) =>
  Array.from({ length: count }, (_, index) => center + (index % 2 === 0 ? spread : -spread));

describe("the odds of a verdict", () => {
  it.each([
    { forks: 1, above: 0.3, spread: 0 },
    { forks: 2, above: 0.3, spread: 0.05 },
    { forks: 4, above: 0.4683, spread: 0.1 },
    { forks: 10, above: -0.3, spread: 0.15 },
  ])(
    "are those of the next t-distributed fork when one of $forks decides",
    ({ forks, above, spread }) => {
      const rule = { ...usualRule, fewestForks: 1, mostForks: 1 };
      const code = { center: goal + above, spread };
      const odds = verdictOdds(measuredForks(forks, code), rule, 200_000);
      // A new fork lies around the mean like t with the variance s̃²(1 + 1/k), and its interval has
      // the half-width t(0.995; 4) × 0.08 wherever it lies.
      const degrees = 4 + forks - 1;
      const variance = (4 * priorSpread ** 2 + forks * spread ** 2) / degrees;
      const scale = Math.sqrt(variance * (1 + 1 / forks));
      const halfWidth = 4.6041 * priorSpread;
      const passed = studentT((above - halfWidth) / scale, degrees);
      const failed = studentT((-above - halfWidth) / scale, degrees);
      expect(Math.abs(odds.passed - passed)).toBeLessThan(0.005);
      expect(Math.abs(odds.failed - failed)).toBeLessThan(0.005);
    },
  );

  it.each([
    { above: 0, spread: 0.08, allowance: 0 },
    { above: 0.1, spread: 0.08, allowance: 0 },
    { above: -0.12, spread: 0.12, allowance: 0 },
    { above: 0.25, spread: 0.08, allowance: 0.15 },
  ])(
    "are the shares of simulated gradings after 400 forks: $above above the target, spread $spread",
    ({ above, spread, allowance }) => {
      const code = { center: goal + above, spread };
      const rule = { ...usualRule, allowance };
      const shares = simulatedShares(code, rule, 20_000);
      const odds = verdictOdds(measuredForks(400, code), rule);
      expect(Math.abs(odds.passed - shares.passed)).toBeLessThan(0.02);
      expect(Math.abs(odds.failed - shares.failed)).toBeLessThan(0.02);
      expect(Math.abs(odds.inconclusive - shares.inconclusive)).toBeLessThan(0.02);
    },
  );

  it.each([
    ["a pass above the target", Math.log(2.1), { passed: 1, failed: 0, inconclusive: 0 }],
    ["a fail below it", Math.log(1.9), { passed: 0, failed: 1, inconclusive: 0 }],
    ["undecided at it", goal, { passed: 0, failed: 0, inconclusive: 1 }],
    [
      "a pass for a cost of nothing",
      Number.POSITIVE_INFINITY,
      { passed: 1, failed: 0, inconclusive: 0 },
    ],
  ])("are a certainty for exact counts that agree: %s", (_what, logSpeedup, odds) => {
    const rule = { ...usualRule, priorSpread: 0 };
    expect(verdictOdds([logSpeedup, logSpeedup, logSpeedup], rule, 100)).toEqual(odds);
    expect(verdictOdds([logSpeedup], rule, 100)).toEqual(odds);
  });

  it("are no certainty for counts that differ", () => {
    const { passed } = verdictOdds([goal + 0.1, goal + 0.3, goal + 0.2], {
      ...usualRule,
      priorSpread: 0,
    });
    expect(passed).toBeGreaterThan(0.1);
    expect(passed).toBeLessThan(0.9);
  });

  it("add up to 1 and are the same every time", () => {
    const forks = measuredForks(4, { center: goal + 0.1, spread: 0.1 });
    const odds = verdictOdds(forks, usualRule, 2000);
    expect(odds.passed + odds.failed + odds.inconclusive).toBeCloseTo(1, 12);
    expect(verdictOdds(forks, usualRule, 2000)).toEqual(odds);
  });

  it("of passing grow with the speedup, and those of failing shrink", () => {
    const odds = [-0.2, -0.1, 0, 0.1, 0.2].map((above) =>
      verdictOdds(measuredForks(4, { center: goal + above, spread: 0.05 }), usualRule, 4000),
    );
    const passed = odds.map((one) => one.passed);
    const failed = odds.map((one) => one.failed);
    expect(passed).toEqual([...passed].sort((a, b) => a - b));
    expect(failed).toEqual([...failed].sort((a, b) => b - a));
    expect(passed.at(-1)).toBeGreaterThan(0.5);
    expect(failed[0]).toBeGreaterThan(0.5);
  });

  it.each([
    ["no forks", [], {}, 10],
    ["a target of 0", [1], { target: 0 }, 10],
    ["a rule without forks", [1], { fewestForks: 0 }, 10],
    ["a rule whose forks end before they begin", [1], { mostForks: 2 }, 10],
    ["a prior spread below 0", [1], { priorSpread: -1 }, 10],
    ["no gradings", [1], {}, 0],
    ["half a grading", [1], {}, 1.5],
  ])("can't be had for %s", (_what, forks, change, gradings) => {
    expect(() => verdictOdds(forks, { ...usualRule, ...change }, gradings)).toThrow(RangeError);
  });
});
