import type { InputPool } from "../inputs/shelf.ts";
import type { Metric } from "../metrics/index.ts";
import type { Answer, EncodedArguments, Side, Worker } from "../sandbox/sandbox.ts";
import { median } from "../statistics/summary.ts";
import { type Fork, type Measurement, type Pair, type Sample, summarize } from "./measurement.ts";

/** The numbers of the schedule. docs/how-grading-works.md says where they come from. */
export const schedule = {
  fewestForks: 3,
  mostForks: 10,
  mostPairsPerFork: 12,
  /** However slow the baseline is. */
  fewestPairsPerFork: 6,
  /** No further pairs are begun after this: more forks tell more than more pairs. */
  pairsMs: 400,
  /** Of a side's own CPU time, before anything is measured. */
  warmUpMs: 150,
  warmUpInputs: 4,
  /** The shortest batch; a call that is faster is called on more inputs. */
  batchMs: 5,
  mostCallsPerBatch: 64,
  /** No further fork is started after this, processes' start included. */
  budgetMs: 8000,
};

/** A coarse clock may read nothing; a ratio needs something. */
const leastCpuMs = 0.001;

/** What measuring needs from the rest of the grader. */
export interface MeasureRequest {
  readonly metric: Metric;
  readonly pool: InputPool;
  /** Starts one side in a fresh process. */
  start(side: Side, cpu: number | undefined): Promise<Worker>;
  /** The CPUs to pin forks to, in turn; empty where that is impossible. */
  readonly cpus: readonly number[];
  readonly mayChangeInput: boolean;
  /** True as soon as the forks so far decide the verdict. */
  isDecided(measurement: Measurement): boolean;
  /** Called with the answers of both sides to the same timed inputs. */
  checkAnswers(expected: readonly Answer[], actual: readonly Answer[]): void;
  onFork?(done: number, most: number): void;
  /** A monotonic clock in ms. */
  now(): number;
}

/**
 * Measures the speedup, fork after fork, until it is decided, or the most forks are done, or the
 * time is up. Rejects with WorkerFailed when a side fails.
 */
export async function measure(request: MeasureRequest): Promise<Measurement> {
  const start = request.now();
  const forks: Fork[] = [];
  for (;;) {
    request.onFork?.(forks.length, schedule.mostForks);
    forks.push(await measureFork(request, forks.length));
    const spentMs = request.now() - start;
    const measurement = summarize(forks, spentMs / 1000);
    const isOver = forks.length === schedule.mostForks || spentMs > schedule.budgetMs;
    const isEnough = forks.length >= schedule.fewestForks;
    if (isEnough && (isOver || request.isDecided(measurement))) return measurement;
  }
}

type Both<T> = Readonly<Record<Side, T>>;

async function measureFork(request: MeasureRequest, number: number): Promise<Fork> {
  const cpu = request.cpus[number % Math.max(request.cpus.length, 1)];
  const workers = await startBoth(request, cpu);
  try {
    const calls: Both<number> = {
      baseline: await warmUp(request, workers.baseline),
      candidate: await warmUp(request, workers.candidate),
    };
    const pairs: Pair[] = [];
    const start = request.now();
    for (let index = 0; wantsPair(index, request.now() - start); index++) {
      // ABBA, and the other way round in the next fork: a drift hits both sides alike.
      const baselineFirst = (((index + 1) >> 1) + number) % 2 === 0;
      pairs.push(await measurePair(request, workers, calls, index, baselineFirst));
    }
    return { cpu, pairs, logSpeedup: median(pairs.map((pair) => logRatio(pair, request.metric))) };
  } finally {
    await Promise.all([workers.baseline.stop(), workers.candidate.stop()]);
  }
}

/** Pairs come in twos, so that each side goes first equally often. */
function wantsPair(done: number, spentMs: number): boolean {
  if (done % 2 === 1 || done < schedule.fewestPairsPerFork) return true;
  return done < schedule.mostPairsPerFork && spentMs < schedule.pairsMs;
}

/** If one side can't be started, the other doesn't stay behind. */
async function startBoth(request: MeasureRequest, cpu: number | undefined): Promise<Both<Worker>> {
  const [baseline, candidate] = await Promise.allSettled([
    request.start("baseline", cpu),
    request.start("candidate", cpu),
  ]);
  if (baseline.status === "fulfilled" && candidate.status === "fulfilled") {
    return { baseline: baseline.value, candidate: candidate.value };
  }
  const started = [baseline, candidate].filter((result) => result.status === "fulfilled");
  await Promise.all(started.map((result) => result.value.stop()));
  const failed = [baseline, candidate].find((result) => result.status === "rejected");
  throw failed?.reason;
}

/** Runs a side until it is warm and returns how many calls make a batch. */
async function warmUp(request: MeasureRequest, worker: Worker): Promise<number> {
  const inputs = request.pool.take(0, schedule.warmUpInputs);
  await worker.deliver(inputs);
  let passes = 1;
  let perCallMs = 0;
  for (let spentMs = 0; spentMs < schedule.warmUpMs; passes = nextPasses(passes, perCallMs)) {
    if (request.mayChangeInput) await worker.deliver(inputs);
    const timing = await worker.run(request.mayChangeInput ? 1 : passes);
    const ranPasses = request.mayChangeInput ? 1 : passes;
    // A run too short for the clock still counts as something, or the loop might not end.
    spentMs += Math.max(timing.cpuMs, 0.05);
    perCallMs = timing.cpuMs / (ranPasses * inputs.length);
  }
  const calls = Math.ceil(schedule.batchMs / Math.max(perCallMs, 1e-6));
  return Math.min(calls, schedule.mostCallsPerBatch);
}

/** Twice as many, but not more than fit into about a third of the warm-up. */
function nextPasses(passes: number, perCallMs: number): number {
  const fitting = schedule.warmUpMs / 3 / (perCallMs * schedule.warmUpInputs);
  return Math.max(1, Math.min(passes * 2, Math.floor(fitting)));
}

async function measurePair(
  request: MeasureRequest,
  workers: Both<Worker>,
  calls: Both<number>,
  index: number,
  baselineFirst: boolean,
): Promise<Pair> {
  const first = schedule.warmUpInputs + index * schedule.mostCallsPerBatch;
  const inputs = request.pool.take(first, Math.max(calls.baseline, calls.candidate));
  const samples: Partial<Record<Side, Sample>> = {};
  const order: Side[] = baselineFirst ? ["baseline", "candidate"] : ["candidate", "baseline"];
  for (const side of order) {
    samples[side] = await measureBatch(workers[side], inputs.slice(0, calls[side]));
  }
  const shared = Math.min(calls.baseline, calls.candidate);
  const expected = await workers.baseline.collect(shared);
  const actual = await workers.candidate.collect(shared);
  request.checkAnswers(expected.answers, actual.answers);
  return samples as Pair;
}

async function measureBatch(worker: Worker, inputs: readonly EncodedArguments[]): Promise<Sample> {
  await worker.deliver(inputs);
  const { cpuMs, wallMs } = await worker.run();
  return { cpuMs: Math.max(cpuMs, leastCpuMs), wallMs, calls: inputs.length };
}

function logRatio(pair: Pair, metric: Metric): number {
  const perCall = (sample: Sample) => metric.of(sample) / sample.calls;
  return Math.log(perCall(pair.baseline) / perCall(pair.candidate));
}
