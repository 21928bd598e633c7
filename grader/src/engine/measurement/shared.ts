import type { Metric } from "../metrics/index.ts";
import { forkOf, type Measurement, summarize } from "./measurement.ts";
import type { Cost, Sample } from "./samples.ts";

/**
 * Whether one metric can be read from the samples that are taken for another one, at no cost: of
 * servers all that a window shows, and of calls how many operations they asked for.
 */
export function canShare(own: Metric, other: Metric): boolean {
  if (own.method.kind === "load") return other.method.kind === "load";
  if (own.method.kind !== "batches" || other.method.kind !== "batches") return false;
  return own.method.meter === undefined && other.method.meter === "operations";
}

/** The part of a sample in which other metrics are, those of one way to measure. */
export function alsoIn<Kind extends Metric["method"]["kind"]>(
  also: readonly Metric[] = [],
  kind: Kind,
  costIn: (method: Extract<Metric["method"], { kind: Kind }>) => Cost,
): Pick<Sample, "also"> {
  const isOfKind = (
    method: Metric["method"],
  ): method is Extract<Metric["method"], { kind: Kind }> => method.kind === kind;
  const costs = also.flatMap(({ name, method }) =>
    isOfKind(method) ? [[name, costIn(method)] as const] : [],
  );
  return costs.length === 0 ? {} : { also: Object.fromEntries(costs) };
}

/** What forks show of a metric that was read beside theirs; undefined where it was not. */
export function measurementOf(metric: Metric, of: Measurement): Measurement | undefined {
  const pairs = of.forks.flatMap((fork) => fork.pairs);
  if (!pairs.every(({ baseline }) => baseline.also?.[metric.name] !== undefined)) return undefined;
  const as = ({ cost, otherCost: _, also, ...sample }: Sample): Sample => ({
    ...sample,
    ...(also?.[metric.name] ?? { cost }),
  });
  const forks = of.forks.map(({ pairs, dropped, cpu }) =>
    forkOf(
      pairs.map(({ baseline, candidate }) => ({
        baseline: as(baseline),
        candidate: as(candidate),
      })),
      dropped,
      cpu,
    ),
  );
  return summarize(metric, forks, of.seconds);
}
