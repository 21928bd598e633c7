import type { MetricName } from "../contract/index.ts";
import { mean, standardDeviation } from "../contract/statistics/summary.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Pair, Sample } from "../engine/measurement/samples.ts";
import { metrics } from "../engine/metrics/index.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import type { Verdict } from "./records.ts";

/** A rule that other tools judge by, applied to samples that were taken for ours. */
export interface NaiveRule {
  readonly name: string;
  /** The verdict; the rules read wall time, as those tools do, or what a window shows. */
  verdict(measurement: Measurement, target: number): Verdict;
}

/** The rules that others would judge a metric by. */
export function naiveRulesFor(metric: MetricName): readonly NaiveRule[] {
  return metrics[metric].method.kind === "load" ? rulesUnderLoad : rulesOfCalls;
}

/** The cost as it is read, with nothing taken off. */
const readIn = (sample: Sample | undefined) => sample?.otherCost ?? sample?.cost ?? Number.NaN;

const rulesUnderLoad: readonly NaiveRule[] = [
  {
    name: "one run before and one after (autocannon)",
    verdict: (measurement, target) => {
      const [first] = pairsOf(measurement, 0);
      return passIf(readIn(first?.baseline) / readIn(first?.candidate) >= target);
    },
  },
  {
    name: "means of all runs",
    verdict: ({ forks }, target) => {
      const pairs = forks.flatMap((fork) => fork.pairs);
      const of = (side: Side) => mean(pairs.map((pair) => readIn(pair[side])));
      return passIf(of("baseline") / of("candidate") >= target);
    },
  },
];

/** Each as a grader would use it: the point estimate against the target, unless it has a spread. */
const rulesOfCalls: readonly NaiveRule[] = [
  {
    name: "a single run of each",
    verdict: (measurement, target) => {
      const [first] = pairsOf(measurement, 0);
      return passIf(wallOf(first?.baseline) / wallOf(first?.candidate) >= target);
    },
  },
  {
    name: "ratio of means (perf-ninja, mitata)",
    verdict: (measurement, target) => {
      const pairs = pairsOf(measurement, 0);
      return passIf(mean(walls(pairs, "baseline")) / mean(walls(pairs, "candidate")) >= target);
    },
  },
  {
    name: "ratio of minima of five",
    verdict: (measurement, target) => {
      const five = pairsOf(measurement, 0).slice(0, 5);
      const least = (side: Side) => Math.min(...walls(five, side));
      return passIf(least("baseline") / least("candidate") >= target);
    },
  },
  {
    name: "means, one side after the other (tinybench)",
    verdict: (measurement, target) => {
      // The sides come from different forks: measured at different times, as by two benches in turn.
      const baseline = mean(walls(pairsOf(measurement, 0), "baseline"));
      const candidate = mean(walls(pairsOf(measurement, 1), "candidate"));
      return passIf(baseline / candidate >= target);
    },
  },
  {
    name: "means over processes with deviation (hyperfine)",
    verdict: (measurement, target) => {
      const runs = (side: Side) =>
        measurement.forks.map((_, fork) => mean(walls(pairsOf(measurement, fork), side)));
      const [baseline, candidate] = [runs("baseline"), runs("candidate")];
      const ratio = mean(baseline) / mean(candidate);
      // hyperfine propagates the deviations of both into that of the ratio.
      const deviation = ratio * Math.hypot(relativeSpread(baseline), relativeSpread(candidate));
      if (Math.abs(ratio - target) < deviation) return "inconclusive";
      return passIf(ratio >= target);
    },
  },
];

const passIf = (isMet: boolean): Verdict => (isMet ? "passed" : "too slow");

const wallOf = (sample: Sample | undefined) =>
  sample === undefined ? Number.NaN : sample.timing.wallMs / sample.calls;

const pairsOf = ({ forks }: Measurement, fork: number): readonly Pair[] =>
  forks[fork % forks.length]?.pairs ?? [];

const walls = (pairs: readonly Pair[], side: Side) => pairs.map((pair) => wallOf(pair[side]));

const relativeSpread = (values: readonly number[]) => standardDeviation(values) / mean(values);
