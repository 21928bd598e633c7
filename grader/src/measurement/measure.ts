import type { InputPool } from "../inputs/shelf.ts";
import type { Metric } from "../metrics/index.ts";
import type { Answer, EncodedArguments, Side, Timing, Worker } from "../sandbox/sandbox.ts";
import { median } from "../statistics/summary.ts";
import { type Fork, type Measurement, type Pair, type Sample, summarize } from "./measurement.ts";
import { rampUp } from "./ramp.ts";

/** The numbers of the schedule. docs/how-grading-works.md says where they come from. */
export const schedule = {
  fewestForks: 3,
  mostForks: 10,
  mostPairsPerFork: 12,
  fewestPairsPerFork: 6,
  /** When a pair takes so long that `slowPairsMs` are over. */
  fewestSlowPairsPerFork: 2,
  slowPairsMs: 2000,
  /** No further pairs are begun after this: more forks tell more than more pairs. */
  pairsMs: 300,
  /** Of a side's own CPU time and calls, before anything is measured. */
  warmUpMs: 150,
  warmUpCalls: 64,
  /** A side with slow calls is taken for warm after this. */
  mostWarmUpMs: 300,
  warmUpInputs: 4,
  /** The shortest batch; a call that is faster is called on more inputs. */
  batchMs: 5,
  mostCallsPerBatch: 256,
  /** Of encoded inputs, so that neither side's memory is filled with them. */
  mostBytesPerBatch: 8e6,
  emptyBatches: 5,
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
    const warm: Both<Warm> = {
      baseline: await warmUp(request, workers.baseline),
      candidate: await warmUp(request, workers.candidate),
    };
    const pairs: Pair[] = [];
    const start = request.now();
    for (let index = 0; wantsPair(index, request.now() - start); index++) {
      // ABBA, and the other way round in the next fork: a drift hits both sides alike.
      const baselineFirst = (((index + 1) >> 1) + number) % 2 === 0;
      pairs.push(await measurePair(request, warm, index, baselineFirst));
    }
    return { cpu, pairs, logSpeedup: median(pairs.map((pair) => logRatio(pair, request.metric))) };
  } finally {
    await Promise.all([workers.baseline.stop(), workers.candidate.stop()]);
  }
}

/** Pairs come in twos, so that each side goes first equally often. */
function wantsPair(done: number, spentMs: number): boolean {
  if (done % 2 === 1 || done < schedule.fewestSlowPairsPerFork) return true;
  if (done < schedule.fewestPairsPerFork) return spentMs < schedule.slowPairsMs;
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

/** What warming up tells about a side. */
interface Warm {
  readonly worker: Worker;
  /** How many calls make a batch. */
  readonly calls: number;
  /** What a batch without calls costs: receiving "go" and answering "done". */
  readonly emptyBatch: Timing;
}

async function warmUp(request: MeasureRequest, worker: Worker): Promise<Warm> {
  const inputs = request.pool.take(0, schedule.warmUpInputs);
  const perCallMs = await rampUp(worker, {
    inputs,
    cpuMs: schedule.warmUpMs,
    calls: schedule.warmUpCalls,
    mostCpuMs: schedule.mostWarmUpMs,
    mayChangeInput: request.mayChangeInput,
  });
  const inputBytes = Math.max(...inputs.map((input) => input.length));
  const calls = Math.min(
    Math.ceil(schedule.batchMs / Math.max(perCallMs, leastCpuMs)),
    schedule.mostCallsPerBatch,
    Math.floor(schedule.mostBytesPerBatch / inputBytes),
  );
  return { worker, calls: Math.max(1, calls), emptyBatch: await timeEmptyBatch(worker) };
}

async function timeEmptyBatch(worker: Worker): Promise<Timing> {
  await worker.deliver([]);
  const timings: Timing[] = [];
  for (let run = 0; run < schedule.emptyBatches; run++) timings.push(await worker.run());
  return {
    cpuMs: median(timings.map(({ cpuMs }) => cpuMs)),
    wallMs: median(timings.map(({ wallMs }) => wallMs)),
  };
}

async function measurePair(
  request: MeasureRequest,
  warm: Both<Warm>,
  index: number,
  baselineFirst: boolean,
): Promise<Pair> {
  const { baseline, candidate } = warm;
  const first = schedule.warmUpInputs + index * schedule.mostCallsPerBatch;
  const inputs = request.pool.take(first, Math.max(baseline.calls, candidate.calls));
  const samples: Partial<Record<Side, Sample>> = {};
  const order: Side[] = baselineFirst ? ["baseline", "candidate"] : ["candidate", "baseline"];
  for (const side of order) samples[side] = await measureBatch(warm[side], inputs);
  const shared = Math.min(baseline.calls, candidate.calls);
  const expected = await baseline.worker.collect(shared);
  const actual = await candidate.worker.collect(shared);
  request.checkAnswers(expected.answers, actual.answers);
  return samples as Pair;
}

async function measureBatch(side: Warm, inputs: readonly EncodedArguments[]): Promise<Sample> {
  await side.worker.deliver(inputs.slice(0, side.calls));
  const timing = await side.worker.run();
  return {
    cpuMs: Math.max(timing.cpuMs - side.emptyBatch.cpuMs, leastCpuMs),
    wallMs: Math.max(timing.wallMs - side.emptyBatch.wallMs, leastCpuMs),
    calls: side.calls,
  };
}

function logRatio(pair: Pair, metric: Metric): number {
  const perCall = (sample: Sample) => metric.of(sample) / sample.calls;
  return Math.log(perCall(pair.baseline) / perCall(pair.candidate));
}
