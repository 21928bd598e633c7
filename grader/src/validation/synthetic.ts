import { stripTypeScriptTypes } from "node:module";
import { type ForkRequest, isMeasured } from "../engine/measurement/fork.ts";
import { type MeasureRequest, measure } from "../engine/measurement/measure.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { metrics } from "../engine/metrics/index.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { Program, Side } from "../engine/sandbox/sandbox.ts";
import { encode } from "../engine/sandbox/wire.ts";
import { decide } from "../engine/verdict/decide.ts";

/**
 * A piece of work that takes some 10 to 200 µs, as the body of a function of `seed`. Not shorter:
 * at a quarter of its steps the arithmetic no longer costs the same each time it is done, and eight
 * times as much of it measured as 9x to 15x.
 */
const units = {
  arithmetic: `
    let hash = seed | 0;
    for (let step = 0; step < 24000; step++) {
      hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) + step;
    }
    return hash & 1023;`,
  allocation: `
    const points = [];
    for (let step = 0; step < 1200; step++) points.push({ x: seed + step, y: step * 0.5, next: null });
    let sum = 0;
    for (const point of points) sum += point.x - point.y;
    return sum & 1023;`,
  lookups: `
    const counts = new Map();
    for (let step = 0; step < 700; step++) {
      const word = "word" + ((seed + step * 7) % 97);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts.size;`,
};

/** Kinds of code that differ in what V8 does with them: compiled loops, garbage, library calls. */
export type WorkKind = keyof typeof units;
export const workKinds = Object.keys(units) as WorkKind[];

/** A version that does a unit of work a known number of times: its cost is known but for a factor. */
function sourceOf(kind: WorkKind, times: number): string {
  return `
const times = ${times};
function unit(seed) {${units[kind]}
}
export function work(seed) {
  let sum = 0;
  for (let time = 0; time < times; time++) sum += unit(seed + time);
  return sum;
}
`;
}

/** Two versions of the same work, one of which does more of it. */
export interface Synthetic {
  readonly kind: WorkKind;
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
    metric: metrics["cpu time"],
    schedule,
    cpus,
    pool: seeds,
    start: (side, cpu) =>
      processSandbox.start({
        ...program(side, sourceOf(kind, times[side])),
        ...(cpu !== undefined && { cpu }),
      }),
    mayChangeInput: false,
    isDecided: (soFar, margin) => decide(soFar, target, margin).decision !== "inconclusive",
    checkAnswers: () => undefined,
    now: () => performance.now(),
  };
  const measured = await measure(request);
  if (isMeasured(measured)) return measured;
  throw new Error(`a synthetic workload can't be measured: ${JSON.stringify(measured)}`);
}

/** The inputs are numbers. */
const seeds: ForkRequest["pool"] = {
  take: (first, count) => Array.from({ length: count }, (_, index) => encode([first + index])),
};

function program(side: Side, source: string): Program {
  const module = `${import.meta.dirname}/${side}.ts`;
  return {
    side,
    module,
    sources: new Map([[module, stripTypeScriptTypes(source)]]),
    modules: [],
    entry: "work",
    kind: "function",
    readable: [],
    limits: { seconds: 10, heapMegabytes: 256, processMegabytes: 512 },
  };
}
