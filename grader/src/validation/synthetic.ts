import { stripTypeScriptTypes } from "node:module";
import { type ForkRequest, isMeasured } from "../engine/measurement/fork.ts";
import { type MeasureRequest, measure } from "../engine/measurement/measure.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { metrics } from "../engine/metrics/index.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { Program, Side } from "../engine/sandbox/sandbox.ts";
import { encode } from "../engine/sandbox/wire.ts";
import { decide, isHopeless } from "../engine/verdict/decide.ts";
import { type SyntheticKind, type SyntheticName, syntheticKinds } from "./synthetic-programs.ts";

/** Two versions of the same work, one of which does more of it. */
export interface Synthetic {
  readonly kind: SyntheticName;
  /** How many units of work each side does: the true speedup is their ratio. */
  readonly times: Readonly<Record<Side, number>>;
}

/** How a synthetic workload is measured. */
export interface SyntheticRequest {
  readonly target: number;
  readonly schedule: Schedule;
  readonly cpus: readonly number[];
}

/** Measures a synthetic workload in real processes, by the protocol that exercises are measured by. */
export async function measureSynthetic(
  { kind, times }: Synthetic,
  { target, schedule, cpus }: SyntheticRequest,
): Promise<Measurement> {
  const request: MeasureRequest = {
    ...syntheticFork({ kind, times }),
    schedule,
    cpus,
    isDecided: (soFar, margin) =>
      isHopeless(soFar, target) || decide(soFar, target, margin).decision !== "inconclusive",
  };
  const measured = await measure(request);
  if (isMeasured(measured)) return measured;
  throw new Error(`a synthetic workload can't be measured: ${JSON.stringify(measured)}`);
}

/** What measuring a fork of a synthetic workload needs. */
export function syntheticFork({ kind, times }: Synthetic): ForkRequest {
  const { metric, load }: SyntheticKind = syntheticKinds[kind];
  return {
    metric: metrics[metric],
    pool: seeds,
    start: (side, cpu, options) =>
      processSandbox.start({
        ...program(side, kind, times[side]),
        ...options,
        ...(cpu !== undefined && { cpu }),
      }),
    mayChangeInput: false,
    ...(load && { load }),
    checkAnswers: () => undefined,
    now: () => performance.now(),
  };
}

/** The inputs are numbers; servers get none, because they are put under load. */
const seeds: ForkRequest["pool"] = {
  take: (first, count) => Array.from({ length: count }, (_, index) => encode([first + index])),
};

function program(side: Side, kind: SyntheticName, times: number): Program {
  const { sourceOf, entryKind, modules }: SyntheticKind = syntheticKinds[kind];
  const module = `${import.meta.dirname}/${side}.ts`;
  return {
    side,
    module,
    sources: new Map([[module, stripTypeScriptTypes(sourceOf(times))]]),
    modules,
    entry: "work",
    kind: entryKind,
    readable: [],
    limits: { seconds: 10, heapMegabytes: 256, processMegabytes: 512 },
  };
}
