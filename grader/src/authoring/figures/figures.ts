import type { MetricName } from "../../contract/index.ts";
import { speedupOf } from "../../engine/measurement/measurement.ts";
import { quick } from "../../engine/measurement/schedule.ts";
import { oddsOf } from "../../engine/verdict/odds.ts";
import type { OutcomeName } from "../../engine/verdict/outcome.ts";
import type { GradingResult } from "../../grading/result.ts";

/** What `check` measured of one exercise: kept beside its solutions, and shown in the docs. */
export interface ExerciseFigures {
  readonly exercise: string;
  readonly version: string;
  /** Digest of all that a check depends on; present when every rule that runs code held. */
  readonly checked?: string;
  /** The same digest, when a rule that runs code did not hold. */
  readonly failed?: string;
  readonly measured: {
    /** ISO 8601. */
    readonly on: string;
    readonly cpuModel: string;
    readonly cores: number;
    readonly node: string;
    /** How long the rules took that run code, in seconds. */
    readonly seconds?: number;
  };
  readonly metric: MetricName;
  readonly target: number;
  readonly stretch: number;
  readonly versions: readonly VersionFigures[];
}

/** One of our own versions of an exercise. */
export interface VersionFigures {
  /** Such as `starter`, `partial/one-map`, `reference`. */
  readonly name: string;
  readonly outcome: OutcomeName;
  readonly speedup: number;
  /** The ends of the 99 % interval. */
  readonly low: number;
  readonly high: number;
  /** Probabilities of a fresh grading, as to the speedup. */
  readonly wrongVerdict: number;
  readonly inconclusive: number;
  /** Candidate's cost / baseline's, by metric. */
  readonly bounds?: Readonly<Partial<Record<MetricName, number>>>;
  /** The exponent of its growth. */
  readonly growth?: number;
}

/** The figures of the gradings whose speedup was measured. */
export function figuresOf(results: readonly GradingResult[]): ExerciseFigures | undefined {
  const [first] = results;
  if (first === undefined) return undefined;
  const { exercise, provenance, gradedAt } = first;
  return {
    exercise: exercise.id,
    version: exercise.version,
    measured: {
      on: gradedAt.slice(0, 10),
      cpuModel: provenance.cpuModel,
      cores: provenance.cores,
      node: provenance.node,
    },
    metric: exercise.metric,
    target: exercise.target,
    stretch: exercise.stretch,
    versions: results.map(versionFigures).filter((figures) => figures !== undefined),
  };
}

function versionFigures(result: GradingResult): VersionFigures | undefined {
  const { outcome, subject, bounds, growth } = result;
  if (!("measurement" in outcome)) return undefined;
  const { estimate, low, high } = speedupOf(outcome.measurement);
  const costs = bounds?.map(
    ({ measurement }) =>
      [measurement.metric, rounded(1 / speedupOf(measurement).estimate)] as const,
  );
  const { wrong, inconclusive } = chances(result);
  return {
    name: subject === "your code" ? "starter" : subject,
    outcome: outcome.outcome,
    speedup: rounded(estimate),
    low: rounded(low),
    high: rounded(high),
    wrongVerdict: wrong,
    inconclusive,
    ...(costs && { bounds: Object.fromEntries(costs) }),
    ...(growth && { growth: rounded(growth.exponent) }),
  };
}

/**
 * How likely a fresh grading gives another verdict on the speedup than this code deserves: of a
 * reference to be too slow, of any other version to pass, unless it is a partial fix that falls
 * short in something else.
 */
export function chances({ outcome, subject, exercise }: GradingResult) {
  if (!("measurement" in outcome)) return { wrong: Number.NaN, inconclusive: Number.NaN };
  const { measurement } = outcome;
  const odds = oddsOf(measurement, exercise.target, quick);
  const isFastPartial =
    subject.startsWith("partial/") && speedupOf(measurement).low > exercise.target;
  const isFastEnough = subject === "reference" || isFastPartial;
  return { wrong: isFastEnough ? odds.failed : odds.passed, inconclusive: odds.inconclusive };
}

/** Three digits: the rest is noise, and would change at every check. */
const rounded = (value: number) => Number(value.toPrecision(3));
