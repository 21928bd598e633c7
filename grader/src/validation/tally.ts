import { mean, median } from "../contract/statistics/summary.ts";
import { createVariates } from "../contract/statistics/variates.ts";
import { simulateGrading, type VerdictRule } from "../contract/statistics/verdict-odds.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { ruleOf } from "../engine/verdict/odds.ts";
import type { Condition, ValidationRecord, Verdict } from "./records.ts";

/** Shares of gradings that ended so; they add up to 1. */
export type Rates = Readonly<Record<Verdict, number>>;

/** All gradings of one true ratio under one condition. */
export interface Cell {
  readonly condition: Condition;
  readonly ratio: number;
  readonly gradings: number;
  readonly rates: Rates;
  /** The rates of many more gradings, each of forks drawn anew from those of this cell. */
  readonly redrawn: Rates;
  /** Share of the gradings whose interval held the true speedup. */
  readonly coverage: number;
  readonly medianSeconds: number;
  /** The rates of each naive rule on the same samples, by its name. */
  readonly naive: Readonly<Record<string, Rates>>;
}

/** Sums up gradings by condition and ratio, in the order in which they were first made. */
export function tally(records: readonly ValidationRecord[], schedule: Schedule): Cell[] {
  const cells = Map.groupBy(records, ({ condition, ratio }) => `${condition} ${ratio}`);
  return [...cells.values()].map((own) => cellOf(own, schedule));
}

function cellOf(records: readonly ValidationRecord[], schedule: Schedule): Cell {
  const [{ condition, ratio, naive }] = records as readonly [ValidationRecord];
  return {
    condition,
    ratio,
    gradings: records.length,
    rates: ratesOf(records.map(({ verdict }) => verdict)),
    redrawn: redraw(records, schedule),
    coverage: mean(records.map((record) => (holdsTruth(record) ? 1 : 0))),
    medianSeconds: median(records.map(({ measurement }) => measurement.seconds)),
    naive: Object.fromEntries(
      Object.keys(naive).map((rule) => [
        rule,
        ratesOf(records.map((record) => record.naive[rule] as Verdict)),
      ]),
    ),
  };
}

function ratesOf(verdicts: readonly Verdict[]): Rates {
  const share = (verdict: Verdict) =>
    verdicts.filter((found) => found === verdict).length / verdicts.length;
  return {
    passed: share("passed"),
    "too slow": share("too slow"),
    inconclusive: share("inconclusive"),
  };
}

function holdsTruth({ measurement, ratio, target }: ValidationRecord): boolean {
  const { center, halfWidth } = measurement.logSpeedup;
  return Math.abs(Math.log(ratio * target) - center) <= halfWidth;
}

const redrawnGradings = 20_000;

/** What gradings of other forks of this cell would have said (B. Efron's bootstrap, over forks). */
function redraw(records: readonly ValidationRecord[], schedule: Schedule): Rates {
  const forks = records.flatMap(({ measurement }) =>
    measurement.forks.map(({ logSpeedup }) => logSpeedup),
  );
  const variates = createVariates(1);
  const draw = () => forks[variates.index(forks.length)] as number;
  const rule = ruleOfCell(records, schedule);
  const verdicts = { passed: 0, failed: 0, inconclusive: 0 };
  for (let grading = 0; grading < redrawnGradings; grading++) {
    verdicts[simulateGrading(draw, rule)] += 1 / redrawnGradings;
  }
  const { passed, failed, inconclusive } = verdicts;
  return { passed, "too slow": failed, inconclusive };
}

function ruleOfCell(records: readonly ValidationRecord[], schedule: Schedule): VerdictRule {
  const [{ target, measurement }] = records as readonly [ValidationRecord];
  const allowance = median(records.map((record) => record.measurement.allowance));
  const rule = ruleOf(schedule, target, { metric: measurement.metric, allowance });
  return { ...rule, mostForks: forksWithin(records, schedule) };
}

/** A busy machine makes forks take longer, so that fewer of them fit into the time. */
function forksWithin(records: readonly ValidationRecord[], schedule: Schedule): number {
  const forkMs = median(
    records.map(({ measurement }) => (measurement.seconds * 1000) / measurement.forks.length),
  );
  const fitting = Math.ceil(schedule.budgetMs / forkMs);
  return Math.max(schedule.fewestForks, Math.min(schedule.mostForks, fitting));
}

/** The probability that two gradings of the same code contradict each other. */
export function flipRate({ passed, "too slow": tooSlow }: Rates): number {
  return 2 * passed * tooSlow;
}

/** Whether a verdict is wrong for a true ratio; at exactly the target none is. */
export function wrongRate({ ratio }: Cell, rates: Rates): number {
  if (ratio === 1) return 0;
  return ratio < 1 ? rates.passed : rates["too slow"];
}

/** What the whole validation comes to. */
export interface Figures {
  /** Over gradings at half and twice the target or further, on a quiet machine. */
  readonly clearMedianSeconds: number;
  /** The largest rate of wrong verdicts in a cell at least 20 % below or 25 % above the target. */
  readonly wrongFarFromTarget: number;
  /** Of the intervals, under each condition. */
  readonly coverage: Readonly<Partial<Record<Condition, number>>>;
  /** Mean over the cells. */
  readonly flipRate: number;
  readonly naiveFlipRates: Readonly<Record<string, number>>;
  /** The naive rules that always decide. */
  readonly decisive: readonly string[];
}

/** The figures that the protocol promises. Ours are those of redrawn gradings: there are more. */
export function figuresOf(cells: readonly Cell[]): Figures {
  const far = cells.filter(({ ratio }) => ratio <= 0.8 || ratio >= 1.25);
  const clear = cells.filter(
    ({ ratio, condition }) => (ratio <= 0.5 || ratio >= 2) && condition === "quiet",
  );
  const rules = Object.keys(cells[0]?.naive ?? {});
  return {
    clearMedianSeconds: median(clear.map(({ medianSeconds }) => medianSeconds)),
    wrongFarFromTarget: Math.max(
      ...far.flatMap((cell) => [wrongRate(cell, cell.rates), wrongRate(cell, cell.redrawn)]),
    ),
    coverage: Object.fromEntries(
      [...Map.groupBy(cells, ({ condition }) => condition)].map(([condition, own]) => [
        condition,
        pooledCoverage(own),
      ]),
    ),
    flipRate: mean(cells.map(({ redrawn }) => flipRate(redrawn))),
    decisive: rules.filter((rule) => cells.every(({ naive }) => naive[rule]?.inconclusive === 0)),
    naiveFlipRates: Object.fromEntries(
      rules.map((rule) => [rule, mean(cells.map(({ naive }) => flipRate(naive[rule] as Rates)))]),
    ),
  };
}

function pooledCoverage(cells: readonly Cell[]): number {
  const gradings = cells.reduce((sum, cell) => sum + cell.gradings, 0);
  return cells.reduce((sum, cell) => sum + cell.coverage * cell.gradings, 0) / gradings;
}
