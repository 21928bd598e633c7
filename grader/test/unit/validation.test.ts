import { describe, expect, it } from "vitest";
import { createVariates } from "../../src/contract/statistics/variates.ts";
import { simulateGrading } from "../../src/contract/statistics/verdict-odds.ts";
import { type Fork, forkOf, summarize } from "../../src/engine/measurement/measurement.ts";
import { clearMargin, quick } from "../../src/engine/measurement/schedule.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import { promisesOf, reportCells, reportRules } from "../../src/reports/validation.ts";
import { naiveRulesFor } from "../../src/validation/naive-rules.ts";
import type { Condition, ValidationRecord, Verdict } from "../../src/validation/records.ts";
import {
  type Cell,
  type Figures,
  figuresOf,
  flipRate,
  type Rates,
  tally,
  wrongRate,
} from "../../src/validation/tally.ts";
import { exampleMeasurement } from "../support/example-results.ts";

const target = 4;
const goal = Math.log(target);

/** Reads "40/10 20/5 | 8/2": two forks, of two pairs and of one, as baseline / candidate. */
const pairsIn = (text: string) =>
  text.split(" | ").map((fork) => fork.split(" ").map((pair) => pair.split("/").map(Number)));

/** A measurement with these wall and CPU times in ms of one call; a batch has one call or four. */
function measured(walls: string, cpus = walls.replaceAll(/\d+/g, "1")) {
  const cpuPairs = pairsIn(cpus);
  const sample = (calls: number, wallMs = Number.NaN, cpuMs = Number.NaN) => ({
    cost: cpuMs,
    timing: { cpuMs: cpuMs * calls, wallMs: wallMs * calls },
    calls,
  });
  const forks = pairsIn(walls).map((pairs, fork) =>
    forkOf(
      pairs.map(([baselineMs, candidateMs], pair) => ({
        baseline: sample(1, baselineMs, cpuPairs[fork]?.[pair]?.[0]),
        candidate: sample(4, candidateMs, cpuPairs[fork]?.[pair]?.[1]),
      })),
      0,
      undefined,
    ),
  );
  return summarize(metrics["cpu time"], forks, 1);
}

describe("a naive rule", () => {
  const naiveRules = naiveRulesFor("cpu time");
  const verdictOf = (name: string, walls: string) =>
    naiveRules.find((rule) => rule.name.includes(name))?.verdict(measured(walls), target);

  it.each([
    ["a single run", "takes the first pair, 40 / 10", "40/10 1/1 | 1/1", "passed"],
    ["a single run", "takes the first pair, 39 / 10", "39/10 90/1 | 90/1", "too slow"],
    ["perf-ninja", "divides the means, 60 / 15", "20/10 100/20 | 1/1", "passed"],
    ["perf-ninja", "divides the means, 50 / 15", "60/10 40/20 | 90/1", "too slow"],
    ["minima", "divides the minima, 40 / 10", "44/11 50/10 40/30 60/60 70/70", "passed"],
    ["minima", "takes no sixth pair", "40/10 40/10 40/10 40/10 40/10 1/1 | 1/1", "passed"],
    ["minima", "divides the minima, 39 / 10", "39/30 60/10 60/10 60/10 60/10 9/1", "too slow"],
    ["tinybench", "takes 40 of one fork and 10 of the next", "30/90 50/90 | 9/5 9/15", "passed"],
    ["tinybench", "takes 40 of one fork and 11 of the next", "40/1 | 90/11 | 90/1", "too slow"],
    ["hyperfine", "finds 5.5 ± 0.7 over processes", "40/8 | 48/8", "passed"],
    ["hyperfine", "finds 3 ± 0.7 over processes", "20/8 | 28/8", "too slow"],
    ["hyperfine", "finds 4.5 ± 0.7 over processes", "32/8 | 40/8", "inconclusive"],
    ["hyperfine", "finds 3.5 ± 0.7 over processes", "24/8 | 32/8", "inconclusive"],
    ["hyperfine", "finds 5 ± 0.9, which is the candidate's", "40/7 | 40/9", "passed"],
    ["hyperfine", "finds 5 ± 1.8, which is the candidate's", "40/6 | 40/10", "inconclusive"],
    ["hyperfine", "finds 4.5 ± 0: pairs are no processes", "16/8 56/8 | 36/8", "passed"],
  ])("(%s) %s", (name, _what, walls, verdict) => {
    expect(verdictOf(name, walls)).toBe(verdict);
  });

  it.each(naiveRules)("reads wall time: $name", (rule) => {
    expect(rule.verdict(measured("2/1 | 2/1", "16/1 | 16/1"), target)).toBe("too slow");
    expect(rule.verdict(measured("16/1 | 16/1", "2/1 | 2/1"), target)).toBe("passed");
  });

  it.each(naiveRulesFor("latency p99"))(
    "reads what a window shows, with nothing taken off: $name",
    (rule) => {
      const [fork] = exampleMeasurement(target).forks as readonly [Fork];
      const sample = { calls: 1, timing: { cpuMs: 1, wallMs: 1000 } };
      const measuredAs = (cost: number, otherCost: number) => ({
        ...exampleMeasurement(target),
        forks: [
          {
            ...fork,
            pairs: [
              { baseline: { ...sample, cost: 40 }, candidate: { ...sample, cost, otherCost } },
            ],
          },
        ],
      });
      expect(rule.verdict(measuredAs(5, 20), target)).toBe("too slow");
      expect(rule.verdict(measuredAs(20, 5), target)).toBe("passed");
    },
  );
});

/** What matters of a grading. */
interface Graded {
  readonly condition?: Condition;
  readonly ratio?: number;
  readonly verdict?: Verdict;
  readonly naive?: Readonly<Record<string, Verdict>>;
  /** ln(speedup) of each fork, less that of the target. */
  readonly above?: readonly number[];
  /** The middle of the interval, less the true speedup, in logs; the half-width is 0.1. */
  readonly off?: number;
  readonly forkSeconds?: number;
  readonly allowance?: number;
}

function graded({ ratio = 1, above = [0, 0, 0], off = 0, ...rest }: Graded): ValidationRecord {
  const { condition = "quiet", verdict = "passed", naive = {} } = rest;
  const example = exampleMeasurement(target);
  const [fork] = example.forks as readonly [Fork];
  const measurement = {
    ...example,
    forks: above.map((distance) => ({ ...fork, logSpeedup: goal + distance })),
    logSpeedup: { center: Math.log(ratio * target) + off, halfWidth: 0.1 },
    allowance: rest.allowance ?? 0,
    seconds: (rest.forkSeconds ?? 0.5) * above.length,
  };
  return { condition, ratio, kind: "lookups", target, verdict, measurement, naive };
}

const tallyOf = (...gradings: Graded[]) => tally(gradings.map(graded), quick);

describe("the tally", () => {
  it("has a cell for each condition and ratio, in the order of their first gradings", () => {
    const busy = { condition: "same core busy" } as const;
    const cells = tallyOf({ ratio: 2 }, { ...busy, ratio: 0.5 }, { ratio: 0.5 }, { ratio: 2 });
    expect(cells.map((cell) => [cell.condition, cell.ratio, cell.gradings])).toEqual([
      ["quiet", 2, 2],
      ["same core busy", 0.5, 1],
      ["quiet", 0.5, 1],
    ]);
  });

  it("has the share of each verdict, of ours and of each naive rule", () => {
    const [cell] = tallyOf(
      { verdict: "passed", naive: { one: "too slow", two: "passed" } },
      { verdict: "passed", naive: { one: "too slow", two: "inconclusive" } },
      { verdict: "too slow", naive: { one: "too slow", two: "passed" } },
      { verdict: "inconclusive", naive: { one: "passed", two: "passed" } },
    );
    expect(cell?.rates).toEqual({ passed: 0.5, "too slow": 0.25, inconclusive: 0.25 });
    expect(cell?.naive).toEqual({
      one: { passed: 0.25, "too slow": 0.75, inconclusive: 0 },
      two: { passed: 0.75, "too slow": 0, inconclusive: 0.25 },
    });
  });

  it("has the share of the intervals that hold the true speedup", () => {
    const offs = [0, 0.0999, -0.0999, 0.1001, -0.3];
    expect(tallyOf(...offs.map((off) => ({ ratio: 0.5, off })))[0]?.coverage).toBe(0.6);
  });

  it("has the median of the seconds", () => {
    const seconds = [1, 9, 2].map((forkSeconds) => ({ above: [0, 0], forkSeconds }));
    expect(tallyOf(...seconds)[0]?.medianSeconds).toBe(4);
  });
});

describe("gradings that are redrawn", () => {
  const redrawn = (...gradings: Graded[]) => tallyOf(...gradings)[0]?.redrawn as Rates;

  it.each<[Verdict, string, readonly number[]]>([
    ["passed", "above", [0.3, 0.4, 0.5]],
    ["too slow", "below", [-0.3, -0.4, -0.5]],
    ["inconclusive", "at", [0, 0]],
  ])("are certainly %s when all forks lie %s the target", (verdict, _where, above) => {
    const rates = redrawn({ above: above.slice(1) }, { above: above.slice(0, 1) });
    expect(rates[verdict]).toBeCloseTo(1, 9);
    expect(rates.passed + rates["too slow"] + rates.inconclusive).toBeCloseTo(1, 9);
  });

  it("are as likely to pass as to fail when every other fork lies on the other side", () => {
    const rates = redrawn({ above: [0.5, -0.5] });
    // A quarter begins with two forks above; at 0.5 these are clear.
    expect(rates.passed).toBeGreaterThan(0.24);
    expect(Math.abs(rates.passed - rates["too slow"])).toBeLessThan(0.02);
    expect(redrawn({ above: [0.5, -0.5] })).toEqual(rates);
  });

  // Half-widths for forks that agree: 0.140 with 3 of them, 0.053 with 8, 0.047 with 9, 0.042 with
  // 10, 0.038 with 11; on a contended machine 0.15 more.
  const allowance = 0.15;
  it.each<[string, Verdict, Graded & { distance: number }]>([
    ["an allowance for contention", "inconclusive", { distance: 0.18, allowance }],
    ["none without it", "passed", { distance: 0.18 }],
    ["a ninth fork where it begins in time", "passed", { distance: 0.2, allowance }],
    [
      "no ninth one after the time is up",
      "inconclusive",
      { distance: 0.2, allowance, forkSeconds: 1 },
    ],
    ["a ninth one just before", "passed", { distance: 0.2, allowance, forkSeconds: 0.99 }],
    [
      "no eleventh one, however fast",
      "inconclusive",
      { distance: 0.19, allowance, forkSeconds: 0.1 },
    ],
    ["a third one, however slow", "passed", { distance: 0.2, forkSeconds: 30 }],
  ])("have %s", (_what, verdict, { distance, ...grading }) => {
    const all = Array.from({ length: 3 }, () => ({ ...grading, above: [distance, distance] }));
    expect(redrawn(...all)[verdict]).toBeCloseTo(1, 9);
  });
});

const rates = (passed: number, tooSlow: number): Rates => ({
  passed,
  "too slow": tooSlow,
  inconclusive: 1 - passed - tooSlow,
});

const cellOf = (ratio: number, change: Partial<Cell> = {}): Cell => ({
  condition: "quiet",
  ratio,
  gradings: 10,
  rates: ratio < 1 ? rates(0, 1) : rates(1, 0),
  redrawn: ratio < 1 ? rates(0, 1) : rates(1, 0),
  coverage: 1,
  medianSeconds: 1,
  naive: { one: rates(0.5, 0.5), two: rates(1, 0) },
  ...change,
});

describe("a figure of the proof", () => {
  it.each([
    [0.95, "a pass", 0.2],
    [1.05, "a fail", 0.3],
    [1, "neither", 0],
  ])("counts as wrong at %d of the target: %s", (ratio, _what, wrong) => {
    expect(wrongRate(cellOf(ratio), rates(0.2, 0.3))).toBe(wrong);
  });

  it.each([
    [0.5, 0.5, 0.5],
    [1, 0, 0],
    [0.75, 0.25, 0.375],
    [0.25, 0.5, 0.25],
    [0, 0, 0],
  ])("has two gradings of which %d pass and %d fail contradict each other in %d", (p, q, flips) => {
    expect(flipRate(rates(p, q))).toBe(flips);
  });

  const busy = { condition: "same core busy" } as const;
  const figures = figuresOf([
    cellOf(0.5, { medianSeconds: 1 }),
    cellOf(0.8, { rates: rates(0.02, 0.98), medianSeconds: 9 }),
    cellOf(0.95, { redrawn: rates(0.5, 0.5), naive: { one: rates(1, 0), two: rates(0.5, 0.5) } }),
    cellOf(2, { medianSeconds: 4, coverage: 0.7 }),
    cellOf(1.25, { ...busy, redrawn: rates(0.97, 0.03), coverage: 0.5, gradings: 30 }),
    cellOf(2, { ...busy, medianSeconds: 9, coverage: 0.9 }),
  ]);

  it("is the median time of gradings far from the target on a quiet machine", () => {
    expect(figures.clearMedianSeconds).toBe(2.5);
  });

  it("is the worst rate of wrong verdicts far from the target, of real and redrawn gradings", () => {
    expect(figures.wrongFarFromTarget).toBe(0.03);
    expect(figuresOf([cellOf(0.8, { rates: rates(0.02, 0.9) })]).wrongFarFromTarget).toBe(0.02);
    expect(figuresOf([cellOf(1.25, { rates: rates(0.9, 0.04) })]).wrongFarFromTarget).toBe(0.04);
    const near = [cellOf(0.81, { rates: rates(1, 0) }), cellOf(1.24, { rates: rates(0, 1) })];
    expect(figuresOf([...near, cellOf(2)]).wrongFarFromTarget).toBe(0);
  });

  it("is the coverage under each condition, every grading counted alike", () => {
    expect(figures.coverage.quiet).toBeCloseTo(0.925, 12);
    expect(figures.coverage["same core busy"]).toBeCloseTo(0.6, 12);
    expect(Object.keys(figures.coverage)).toEqual(["quiet", "same core busy"]);
  });

  it("is the mean rate of contradictions, ours of redrawn gradings", () => {
    expect(figures.flipRate).toBeCloseTo((0.5 + 2 * 0.97 * 0.03) / 6, 12);
    expect(figures.naiveFlipRates.one).toBeCloseTo((5 * 0.5) / 6, 12);
    expect(figures.naiveFlipRates.two).toBeCloseTo(0.5 / 6, 12);
  });

  it("names the naive rules that decide every grading", () => {
    const abstaining = { one: rates(0.5, 0.4), two: rates(0.5, 0.5) };
    expect(figures.decisive).toEqual(["one", "two"]);
    expect(figuresOf([cellOf(0.5), cellOf(2, { naive: abstaining })]).decisive).toEqual(["two"]);
  });
});

/** At the limit of every promise that includes its limit. */
const kept: Figures = {
  clearMedianSeconds: 2,
  wrongFarFromTarget: 0.0099,
  coverage: { quiet: 0.97, "same core busy": 0.97 },
  flipRate: 0.025,
  naiveFlipRates: { one: 0.25, two: 0.4 },
  decisive: ["one", "two"],
};

describe("the promises", () => {
  it("are kept up to their limits", () => {
    expect(promisesOf(kept).map((promise) => promise.kept)).toEqual(Array(5).fill(true));
  });

  it("say nothing of a rule that may abstain: it need not contradict itself", () => {
    const abstaining = { ...kept, naiveFlipRates: { ...kept.naiveFlipRates, silent: 0 } };
    expect(promisesOf(abstaining).every((promise) => promise.kept)).toBe(true);
  });

  it.each<[string, string, Partial<Figures>]>([
    ["slow clear verdicts", "at most 2 s", { clearMedianSeconds: 2.01 }],
    ["no clear verdicts", "at most 2 s", { clearMedianSeconds: Number.NaN }],
    ["one wrong verdict in a hundred", "wrong verdicts", { wrongFarFromTarget: 0.01 }],
    [
      "narrow intervals",
      "interval holds the true speedup",
      { coverage: { ...kept.coverage, quiet: 0.96 } },
    ],
    ["one steady naive rule", "always decides", { naiveFlipRates: { one: 0.4, two: 0.24 } }],
    ["contradictions of our own", "always decides", { flipRate: 0.026 }],
  ])("trip on %s", (_what, words, change) => {
    const broken = promisesOf({ ...kept, ...change }).filter((promise) => !promise.kept);
    expect(broken.map(({ promise }) => promise)).toEqual([expect.stringContaining(words)]);
  });

  it("by the wall's clock allow 8 s, under load 12, and compare no rules that read something else", () => {
    const slower = { ...kept, clearMedianSeconds: 11.9, naiveFlipRates: { one: 0, two: 0 } };
    expect(promisesOf(slower, "latency p99").every((promise) => promise.kept)).toBe(true);
    const slow = promisesOf({ ...kept, clearMedianSeconds: 8.1 }, "wall time");
    expect(slow.filter((promise) => !promise.kept)).toMatchObject([
      { promise: expect.stringContaining("at most 8 s") },
    ]);
  });

  it("name the condition in which the intervals are too narrow, and the figure", () => {
    const coverage = { quiet: 0.99, "same core busy": 0.921 };
    const [broken] = promisesOf({ ...kept, coverage }).filter((promise) => !promise.kept);
    expect(broken?.promise).toContain("same core busy");
    expect(broken?.figure).toBe("92 %");
  });
});

describe("a table of the proof", () => {
  const cells = [cellOf(0.5, { naive: { one: rates(0.3, 0.6) } }), cellOf(1), cellOf(2)];
  const allRatios = [...cells, ...[0.8, 0.95, 1.05, 1.25].map((ratio) => cellOf(ratio))];
  const rowsOf = (table: string) => {
    const lines = table.trimEnd().split("\n");
    return lines.map((line) => line.replaceAll(/^\| | \|$/g, "").split(" | "));
  };

  it.each([
    ["of cells", reportCells(cells), cells.length],
    ["of rules", reportRules(allRatios, kept), 3],
    ["of rules without the ratios that it is about", reportRules(cells, kept), 3],
  ])("is Markdown with as many cells in each row as in the header: %s", (_, table, count) => {
    const [header = [], rule = [], ...rows] = rowsOf(table);
    expect(table).toMatch(/^(\|( [^|\n]+ \|)+\n)+$/);
    expect(rule).toEqual(header.map(() => "---"));
    expect(rows.map((row) => row.length)).toEqual(Array(count).fill(header.length));
    expect(table).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("of cells says what is in them", () => {
    const redrawn = rates(0.0002, 0.985);
    const cell = cellOf(0.8, { rates: rates(0.05, 0.5), redrawn, coverage: 0.925 });
    expect(rowsOf(reportCells([cell]))[2]).toEqual([
      ...["quiet", "0.8", "10", "5.0 / 50 / 45", "0.02 / 99 / 1.5", "93", "1.0"],
    ]);
  });

  it("of rules has ours, and then each naive one, with its rates of wrong verdicts", () => {
    const row = (ratio: number, ours: Rates, one: Rates) =>
      cellOf(ratio, { redrawn: ours, naive: { one } });
    const table = reportRules(
      [
        row(0.95, rates(0.02, 0.3), rates(0.4, 0.6)),
        row(0.95, rates(0.04, 0.3), rates(0.2, 0.8)),
        row(0.8, rates(0, 1), rates(0.1, 0.9)),
        row(1.05, rates(0.3, 0.05), rates(0.5, 0.5)),
      ],
      { ...kept, naiveFlipRates: { one: 0.25 } },
    );
    expect(rowsOf(table).slice(2)).toEqual([
      ["ours", "3.0", "0", "5.0", "-", "2.5"],
      ["one", "30", "10", "50", "-", "25"],
    ]);
  });
});

describe("a verdict after two forks", () => {
  const waiting = { target, priorSpread: 0.08, fewestForks: 3, mostForks: 10 };
  const clear = { ...waiting, clear: { forks: 2, margin: clearMargin } };

  // Two half-widths of two forks that agree are 2 × 0.204.
  it.each([
    [0.41, 2, "passed"],
    [-0.41, 2, "failed"],
    [0.4, 3, "passed"],
    [-0.4, 3, "failed"],
    [0.139, 4, "passed"],
    [0, 10, "inconclusive"],
  ])("that agree is given far from the target only: %d away takes %i", (away, forks, verdict) => {
    let drawn = 0;
    const draw = () => {
      drawn++;
      return goal + away;
    };
    expect([simulateGrading(draw, clear), drawn]).toEqual([verdict, forks]);
  });

  it("that disagree is not given, however far they are", () => {
    const forks = [goal + 0.3, goal + 0.9];
    const draw = () => forks.shift() ?? goal;
    expect(simulateGrading(draw, { ...clear, fewestForks: 4, mostForks: 4 })).toBe("inconclusive");
  });

  /** The share of passes among gradings of code at 0.8x of the target. */
  function falsePasses(spread: number, rule: typeof waiting): number {
    const { normal } = createVariates(1);
    const draw = () => Math.log(0.8 * target) + spread * normal();
    const verdicts = Array.from({ length: 20_000 }, () => simulateGrading(draw, rule));
    return verdicts.filter((verdict) => verdict === "passed").length / verdicts.length;
  }

  it("passes less than 1 % of code at 0.8x of the target whose forks differ by 14 %", () => {
    expect(falsePasses(0.14, clear)).toBeLessThan(0.01);
  });

  it("adds hardly a false pass where forks differ by 30 %, because it has to be clear", () => {
    const unclear = { ...waiting, clear: { forks: 2, margin: 1 } };
    expect(falsePasses(0.3, clear)).toBeLessThan(falsePasses(0.3, waiting) + 0.001);
    expect(falsePasses(0.3, unclear)).toBeGreaterThan(falsePasses(0.3, waiting) + 0.004);
  });
});
