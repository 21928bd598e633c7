import { randomInt } from "node:crypto";
import { median } from "../../contract/statistics/summary.ts";
import type { BatchMethod, Metric } from "../metrics/index.ts";
import type { Answer, EncodedArguments, Meter, Side, Timing, Worker } from "../sandbox/sandbox.ts";
import {
  type Account,
  balanceOf,
  extraOfDelivery,
  startAccount,
  whyUnaccounted,
} from "./accounting.ts";
import { batchSchedule } from "./batch-schedule.ts";
import {
  alone,
  type Both,
  type ForkPlace,
  type ForkRequest,
  inOrder,
  isMeasured,
  type NotMeasured,
  soundFork,
  startBoth,
} from "./fork.ts";
import type { Fork } from "./measurement.ts";
import type { Cost, Pair, Sample } from "./samples.ts";
import { timingWithout, without } from "./samples.ts";
import { isBaselineFirst } from "./schedule.ts";
import { alsoIn } from "./shared.ts";
import { rampUp } from "./warm-up.ts";

/** A coarse clock may read nothing; a batch has an end all the same. */
const leastCallMs = 0.001;

/** Warms up both sides and drives them in turn through pairs of batches. */
export async function measureInBatches(
  request: ForkRequest,
  method: BatchMethod,
  { number, cpu }: ForkPlace,
): Promise<Fork | NotMeasured> {
  const workers = await startBoth(request, cpu);
  try {
    const warmSide = (side: Side) =>
      alone(side, workers, (worker) => warmUp(request, method, worker));
    const warm = withOneEmpty({
      baseline: await warmSide("baseline"),
      candidate: await warmSide("candidate"),
    });
    const measured: MeasuredPair[] = [];
    const start = request.now();
    while (wantsPair(request, measured.length, request.now() - start)) {
      const place = { pair: measured.length, fork: number };
      const pair = await measurePair(request, method, warm, place);
      if (!isMeasured(pair)) return pair;
      measured.push(pair);
    }
    const sound = soundFork(
      measured.map(({ pair }) => pair),
      cpu,
    );
    if (!isMeasured(sound)) return sound;
    const why = await whyNotAccounted(request, workers.baseline, measured);
    return why === undefined ? sound : { state: "unsound", side: "candidate", why };
  } finally {
    await Promise.all([workers.baseline.stop(), workers.candidate.stop()]);
  }
}

/** A pair of batches, with what was delivered and what was used around the calls. */
interface MeasuredPair {
  readonly pair: Pair;
  readonly inputs: Both<readonly EncodedArguments[]>;
  readonly account: Account;
}

async function whyNotAccounted(
  { onAccounts }: ForkRequest,
  baseline: Worker,
  measured: readonly MeasuredPair[],
): Promise<string | undefined> {
  const last = measured.at(-1);
  if (last === undefined) return undefined;
  const extra = await extraOfDelivery(baseline, last.inputs);
  const accounts = measured.map(({ account }) => account);
  onAccounts?.(accounts, extra);
  return whyUnaccounted(balanceOf(accounts, extra));
}

/** Pairs come in twos, so that each side goes first equally often. */
function wantsPair({ metric }: ForkRequest, done: number, spentMs: number): boolean {
  if (done % 2 === 1 || done < batchSchedule.fewestSlowPairs) return true;
  if (done < batchSchedule.fewestPairs && !isExact(metric)) {
    return spentMs < batchSchedule.slowPairsMs;
  }
  return done < batchSchedule.mostPairs && spentMs < batchSchedule.pairsMs;
}

/** What is counted exactly is the same for cold code, and each time. */
const isExact = ({ spread }: Metric) => spread === 0;

/** What warming up tells about a side. */
interface Warm {
  readonly worker: Worker;
  /** How many calls make a batch. */
  readonly calls: number;
  /** What a batch without calls costs: receiving "go" and answering "done". */
  readonly empty: { readonly cost: number; readonly timing: Timing };
}

/**
 * The lower cost of an empty batch for both sides, which do the same in one. What is awaited lets a
 * version's own promises and timers run in it, too: one that makes it expensive must gain nothing.
 */
function withOneEmpty({ baseline, candidate }: Both<Warm>): Both<Warm> {
  const lower = (of: (empty: Warm["empty"]) => number) =>
    Math.min(of(baseline.empty), of(candidate.empty));
  const empty = {
    cost: lower(({ cost }) => cost),
    timing: {
      cpuMs: lower(({ timing }) => timing.cpuMs),
      wallMs: lower(({ timing }) => timing.wallMs),
    },
  };
  return { baseline: { ...baseline, empty }, candidate: { ...candidate, empty } };
}

async function warmUp(request: ForkRequest, method: BatchMethod, worker: Worker): Promise<Warm> {
  const inputs = request.pool.take(0, batchSchedule.warmUpInputs);
  const exact = isExact(request.metric);
  const { perCall } = await rampUp(worker, {
    inputs,
    cpuMs: exact ? 0 : batchSchedule.warmUpMs,
    calls: exact ? 1 : batchSchedule.warmUpCalls,
    mostCpuMs: batchSchedule.mostWarmUpMs,
    mostWallMs: batchSchedule.mostWarmUpWallMs,
    mayChangeInput: request.mayChangeInput,
  });
  const inputBytes = Math.max(...inputs.map((input) => input.length));
  const calls = Math.min(callsFor(request, method, perCall), batchSchedule.mostBytes / inputBytes);
  const empty = await runEmptyBatches(worker, method);
  return { worker, calls: Math.max(1, Math.floor(calls)), empty };
}

/** How many calls fill a batch. */
function callsFor({ metric }: ForkRequest, method: BatchMethod, perCall: Timing): number {
  const callMs = Math.max(metric.clock === "wall" ? perCall.wallMs : perCall.cpuMs, leastCallMs);
  return Math.min(
    Math.ceil((method.batchMs ?? batchSchedule.batchMs) / callMs),
    Math.ceil(batchSchedule.mostBatchWallMs / Math.max(perCall.wallMs, leastCallMs)),
    batchSchedule.mostCalls,
  );
}

async function runEmptyBatches(worker: Worker, method: BatchMethod): Promise<Warm["empty"]> {
  await worker.deliver([]);
  const timings: Timing[] = [];
  for (let run = 0; run < batchSchedule.emptyBatches; run++) {
    timings.push(await worker.run(1, method.meter));
  }
  return {
    cost: median(timings.map((timing) => method.costOf(timing))),
    timing: {
      cpuMs: median(timings.map(({ cpuMs }) => cpuMs)),
      wallMs: median(timings.map(({ wallMs }) => wallMs)),
    },
  };
}

async function measurePair(
  request: ForkRequest,
  method: BatchMethod,
  warm: Both<Warm>,
  { pair, fork }: { pair: number; fork: number },
): Promise<MeasuredPair | NotMeasured> {
  const { baseline, candidate } = warm;
  const first = batchSchedule.warmUpInputs + pair * batchSchedule.mostCalls;
  const drawn = request.pool.take(first, Math.max(baseline.calls, candidate.calls));
  const shared = drawPositions(Math.min(baseline.calls, candidate.calls), drawn.length);
  const positions = (side: Warm) => (side.calls === drawn.length ? all(drawn) : shared);
  const inputsOf = (side: Warm) => positions(side).map((at) => drawn[at] as EncodedArguments);
  const inputs = { baseline: inputsOf(baseline), candidate: inputsOf(candidate) };
  const accounts = {
    baseline: startAccount(baseline.worker),
    candidate: startAccount(candidate.worker),
  };
  const workers = { baseline: baseline.worker, candidate: candidate.worker };
  const batches = await inOrder(isBaselineFirst(pair, fork), (side) =>
    alone(side, workers, () => measureBatch(request, method, warm[side], inputs[side])),
  );
  const answersOf = async (side: Warm) => {
    const own = positions(side);
    return (await side.worker.collect(shared.map((position) => own.indexOf(position)))).answers;
  };
  const expected = await answersOf(baseline);
  for (const [index, actual] of (await answersOf(candidate)).entries()) {
    const mistake = request.checkAnswers([expected[index] as Answer], [actual]);
    if (mistake !== undefined) {
      return { state: "wrong", mistake, input: drawn[shared[index] as number] };
    }
  }
  const outside = {
    baseline: accounts.baseline(batches.baseline.cpuMs),
    candidate: accounts.candidate(batches.candidate.cpuMs),
  };
  return {
    pair: { baseline: batches.baseline.sample, candidate: batches.candidate.sample },
    inputs,
    account: { outside, timed: batches.candidate.cpuMs },
  };
}

const all = (inputs: readonly unknown[]): number[] => inputs.map((_, position) => position);

/**
 * Which of a batch's inputs the slower side gets too, so that the answers can be compared: any of
 * them, or a candidate could be right only where it knows that somebody looks.
 */
function drawPositions(count: number, among: number): number[] {
  const left = Array.from({ length: among }, (_, position) => position);
  const drawn = Array.from({ length: count }, () => left.splice(randomInt(left.length), 1)[0]);
  return drawn.filter((position) => position !== undefined).sort((a, b) => a - b);
}

/** A sample, and the CPU time of the run that it was taken from. */
interface Batch {
  readonly sample: Sample;
  readonly cpuMs: number;
}

async function measureBatch(
  { also }: ForkRequest,
  method: BatchMethod,
  { worker, calls, empty }: Warm,
  inputs: readonly EncodedArguments[],
): Promise<Batch> {
  await worker.deliver(inputs);
  const timing = await worker.run(1, method.meter ?? meterOf(also));
  const costIn = (method: BatchMethod, emptyCost: number): Cost => {
    const perCall = (read: number) => {
      const total = without(read, emptyCost, method.least);
      return method.addsUp === false ? total : total / calls;
    };
    return {
      cost: perCall(method.costOf(timing)),
      ...(method.otherCostOf && { otherCost: perCall(method.otherCostOf(timing)) }),
    };
  };
  const sample = {
    ...costIn(method, empty.cost),
    // An empty batch asks for no operations.
    ...alsoIn(also, "batches", (other) => costIn(other, 0)),
    timing: timingWithout(timing, empty.timing),
    calls,
  };
  return { sample, cpuMs: timing.cpuMs };
}

/** What the metrics count that are read beside: operations, if anything. */
function meterOf(also: readonly Metric[] = []): Meter | undefined {
  for (const { method } of also) if (method.kind === "batches") return method.meter;
  return undefined;
}
