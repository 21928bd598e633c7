import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricName } from "../../src/contract/index.ts";
import { limitOf } from "../../src/engine/machine/limit.ts";
import { forkOf, type Measurement, summarize } from "../../src/engine/measurement/measurement.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import { judgedBound, outcomeOfMeasurement } from "../../src/engine/verdict/outcome.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { reportPage } from "../../src/reports/page/page.ts";
import { reportEvidence, reportVerdict } from "../../src/reports/terminal.ts";
import { sumExercise } from "../support/example-exercise.ts";
import { exampleResult, plainSide } from "../support/example-results.ts";
import { agree, product, quotient, type Shown, shownFigure } from "../support/shown-figures.ts";

/** Logarithms of positive numbers, so that small and large ones are as frequent. */
const positive = (low: number, high: number) =>
  fc
    .double({ min: Math.log(low), max: Math.log(high), noNaN: true })
    .map((logarithm) => Math.exp(logarithm));

/** Forks of a few pairs whose costs scatter as on a busy machine. */
const measurements = (metricNames: readonly MetricName[]) =>
  fc
    .record({
      metric: fc.constantFrom(...metricNames),
      cost: positive(0.01, 1e4),
      speedup: positive(0.1, 300),
      scatter: fc.array(fc.tuple(positive(0.7, 1.4), positive(0.7, 1.4)), {
        minLength: 4,
        maxLength: 12,
      }),
      forks: fc.integer({ min: 2, max: 4 }),
    })
    .map(({ metric, cost, speedup, scatter, forks }): Measurement => {
      const sample = (own: number) => ({
        cost: own,
        timing: { cpuMs: own, wallMs: own },
        calls: 1,
      });
      const pairs = scatter.map(([baseline, candidate]) => ({
        baseline: sample(cost * baseline),
        candidate: sample((cost / speedup) * candidate),
      }));
      const all = Array.from({ length: forks }, (_, at) => forkOf(pairs.slice(at), 0, 1));
      return summarize(metrics[metric], all, 2);
    });

const timed = measurements(["cpu time"]);
const bounded = measurements(["peak memory", "allocated bytes", "live bytes", "wall time"]);

interface Goal {
  readonly target: number;
  readonly stretch: number;
  readonly atMost: number;
}

/** Such as a person would choose. */
const goals: fc.Arbitrary<Goal> = fc.record({
  target: fc.constantFrom(0.8, 1.5, 2, 4.5, 10, 36, 100),
  stretch: fc.constantFrom(2, 5, 12, 40, 200),
  atMost: fc.constantFrom(0.05, 0.5, 1, 1.2, 2),
});

const shares = fc.double({ min: 0.01, max: 1, noNaN: true });

/** A grading as the judging makes it, with a profile that has a hot spot of some share. */
function gradingOf(measurement: Measurement, bound: Measurement, goal: Goal, share: number) {
  const { target, stretch, atMost } = goal;
  const speed = outcomeOfMeasurement(measurement, target);
  const { limit } = limitOf({ ...sumExercise, work: () => ({ bytes: 1e6 }) }, measurement, {
    measureCeilings: () => ({
      bandwidth: { bytes: 4096, gigabytesPerSecond: 10 },
      gigaflops: 20,
    }),
  });
  const judged = speed.outcome === "passed" ? judgedBound(atMost, bound, speed) : undefined;
  const { exercise } = exampleResult(speed);
  const side = sideWith(share);
  return exampleResult(judged?.outcome ?? speed, {
    exercise: { ...exercise, target, stretch },
    evidence: { baseline: side, candidate: side },
    ...(limit && { limit }),
    ...(judged && { bounds: [judged.bound] }),
  });
}

function sideWith(share: number): typeof plainSide {
  const { cpu } = plainSide;
  if (cpu.state === "missing") throw new Error("the example has a profile");
  const hot = { name: "hot", file: "lookup.ts", line: 1, share, msPerCall: 12 * share };
  return { ...plainSide, cpu: { ...cpu, functions: [hot], lines: [] } };
}

const reportedOf = (result: GradingResult) => ({
  result,
  sourceFolder: "packages/order-join/src",
  reused: false,
});

/** Both parts of the terminal's report on one line. */
function terminalOf(result: GradingResult): string {
  const style = { color: false, width: 100 };
  const reported = reportedOf(result);
  const text = reportVerdict(reported, style) + reportEvidence(reported, style, "/course");
  return text.replaceAll(/\s+/g, " ");
}

const figure = String.raw`[\d.]+(?: ?(?:x|%|B|kB|MB|µs|ms|s))?`;

/** The figures in the first place that reads like this; `#` stands for one. */
function figuresOf(text: string, pattern: string): Shown[] | undefined {
  const places = pattern.replaceAll("#", `(${figure})`);
  const found = new RegExp(`${places}(?![\\w.])`).exec(text);
  return found?.slice(1).map(shownFigure);
}

function figuresIn(text: string, pattern: string): Shown[] {
  const found = figuresOf(text, pattern);
  if (found === undefined) throw new Error(`nothing like "${pattern}" in: ${text}`);
  return found;
}

const middle = ({ low, high }: Shown) => (low + high) / 2;

/** The speedup as the report's first sentence has it, with its ends. */
function shownSpeedup(text: string): [estimate: Shown, low: Shown, high: Shown] {
  const ends = figuresIn(text, "99 % sure it is between # and #");
  const estimate =
    figuresOf(text, String.raw`\(#; 99 % sure`) ?? figuresIn(text, String.raw`# faster \(99 %`);
  return [...estimate, ...ends] as [Shown, Shown, Shown];
}

/** Checks a statement about every grading of random measurements. */
function always(check: (text: string, result: GradingResult, goal: Goal) => void): void {
  fc.assert(
    fc.property(timed, bounded, goals, shares, (measurement, bound, goal, share) => {
      const result = gradingOf(measurement, bound, goal, share);
      check(terminalOf(result), result, goal);
    }),
    { numRuns: 300, seed: 20 },
  );
}

describe("of the figures that a report shows,", () => {
  it("the costs of both sides have the speedup as their ratio", () => {
    always((text) => {
      const [baseline, candidate] = figuresIn(text, "per call baseline #, this version #");
      const [estimate] = shownSpeedup(text);
      expect(agree(quotient(baseline as Shown, candidate as Shown), estimate), text).toBe(true);
    });
  });

  it("the interval holds the speedup", () => {
    always((text) => {
      const [estimate, low, high] = shownSpeedup(text);
      expect(middle(low)).toBeLessThanOrEqual(estimate.high);
      expect(middle(high)).toBeGreaterThanOrEqual(estimate.low);
    });
  });

  it("the interval and the target give the verdict", () => {
    always((text, { outcome }, { target }) => {
      const [, low, high] = shownSpeedup(text).map(middle) as [number, number, number];
      if (outcome.outcome === "too slow") expect(high).toBeLessThanOrEqual(target);
      else if (outcome.outcome === "inconclusive" && outcome.bound === undefined) {
        expect(low, text).toBeLessThanOrEqual(target);
        expect(high, text).toBeGreaterThanOrEqual(target);
      } else expect(low).toBeGreaterThanOrEqual(target);
    });
  });

  it("the interval and the stretch goal give what is said of that", () => {
    always((text, { outcome }, { stretch }) => {
      if (outcome.outcome !== "passed") return;
      const [, low, high] = shownSpeedup(text).map(middle) as [number, number, number];
      if (text.includes("The stretch goal is met too")) expect(low).toBeGreaterThanOrEqual(stretch);
      else if (text.includes("An expert reaches")) expect(high).toBeLessThanOrEqual(stretch);
      else {
        expect(text).toContain("can't be told");
        expect(low).toBeLessThanOrEqual(stretch);
        expect(high).toBeGreaterThanOrEqual(stretch);
      }
    });
  });

  it("a bounded cost is a multiple of the baseline's, and the bound is one too", () => {
    let seen = 0;
    always((text, { outcome }) => {
      if (!("bound" in outcome) || outcome.bound === undefined) return;
      seen++;
      const { metric } = outcome.bound.measurement;
      const [candidate, multiple, baseline] = figuresIn(text, `${metric} is #, # the baseline's #`);
      const [atMost, allowed] = figuresIn(text, String.raw`at most # \(#\) is allowed`);
      const [low, high] = figuresIn(text, String.raw`\(99 % sure: # to #\)`);
      const all = [candidate, multiple, baseline, atMost, allowed, low, high] as Shown[];
      const [c, m, b, most, bytes, from, to] = all as [
        ...[Shown, Shown, Shown, Shown, Shown, Shown, Shown],
      ];
      expect(agree(quotient(c, b), m), text).toBe(true);
      expect(agree(product(most, b), bytes), text).toBe(true);
      expect(middle(from)).toBeLessThanOrEqual(m.high);
      expect(middle(to)).toBeGreaterThanOrEqual(m.low);
      if (outcome.outcome === "over a bound") {
        expect(middle(from), text).toBeGreaterThanOrEqual(middle(most) * (1 - 1e-9));
      }
    });
    expect(seen).toBeGreaterThan(10);
  });

  it("the costs under a bound that is kept are those of the sentence", () => {
    let seen = 0;
    always((text, { bounds = [], outcome }) => {
      if (outcome.outcome !== "passed") return;
      for (const { measurement } of bounds) {
        seen++;
        const { words } = metrics[measurement.metric];
        const last = text.slice(text.lastIndexOf(`${words.cost} baseline`));
        const [baseline, candidate] = figuresIn(last, "baseline #, this version #");
        const estimate = Math.exp(measurement.logSpeedup.center);
        const exact = { low: estimate, high: estimate };
        expect(agree(quotient(baseline as Shown, candidate as Shown), exact), text).toBe(true);
      }
    });
    expect(seen).toBeGreaterThan(10);
  });

  it("the share of a hot spot is that of its milliseconds, and gives its bound", () => {
    always((text) => {
      const [share, own, all] = figuresIn(text, "takes # of the time, # of #");
      expect(agree(quotient(own as Shown, all as Shown), share as Shown), text).toBe(true);
      const [bound] = figuresOf(text, "make this version at most #") ?? [];
      const exact = 1 / (1 - Math.round(100 * middle(share as Shown)) / 100);
      if (bound === undefined) expect(exact).toBeGreaterThanOrEqual(99.99);
      else expect(agree(bound, { low: exact, high: exact }), text).toBe(true);
    });
  });

  it("the share of the machine's limit is that of the times beside it", () => {
    always((text) => {
      const [took] = figuresIn(text, "limit this version takes #");
      const [could] = figuresIn(text, "could do the same work in #");
      const [candidate] = figuresIn(text, "per call baseline [^,]+, this version #");
      expect(agree(took as Shown, candidate as Shown), text).toBe(true);
      const percent = Number(/: ([\d.]+) % of the limit/.exec(text)?.[1]) / 100;
      const half = percent < 0.095 ? 0.05 * percent : 0.005;
      const share = { low: percent - half, high: percent + half };
      expect(agree(quotient(could as Shown, took as Shown), share), text).toBe(true);
    });
  });

  it("those on the page are those in the terminal", () => {
    fc.assert(
      fc.property(timed, bounded, goals, shares, (measurement, bound, goal, share) => {
        const result = gradingOf(measurement, bound, goal, share);
        const page = reportPage(reportedOf(result), { history: [], links: [] }).toString();
        const [row = ""] = /<tr><th scope="row">cpu time .*?<\/tr>/s.exec(page) ?? [];
        const cells = [...row.matchAll(/<td class="n">(?:<span[^>]*>)?([^<]*)/g)].map(
          ([, text = ""]) => text,
        );
        const [baseline = "", candidate = "", change = ""] = cells;
        expect(terminalOf(result)).toContain(
          `per call baseline ${baseline}, this version ${candidate}`,
        );
        if (change === "same") return;
        const [factor = "", direction] = change.split(" ");
        const ratio = quotient(shownFigure(baseline), shownFigure(candidate));
        const shown = direction === "less" ? ratio : quotient({ low: 1, high: 1 }, ratio);
        expect(agree(shown, shownFigure(factor)), row).toBe(true);
      }),
      { numRuns: 60, seed: 21 },
    );
  });
});
