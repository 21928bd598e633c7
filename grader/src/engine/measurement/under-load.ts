import type { Load } from "../../contract/index.ts";
import type { LoadMethod } from "../metrics/index.ts";
import { type Side, type Timing, type Worker, WorkerFailed } from "../sandbox/sandbox.ts";
import { drive } from "../server-load/drive.ts";
import {
  alone,
  type ForkPlace,
  type ForkRequest,
  inOrder,
  type NotMeasured,
  soundFork,
  startBoth,
} from "./fork.ts";
import type { Fork, Pair, Sample } from "./measurement.ts";
import { without } from "./samples.ts";
import { isBaselineFirst } from "./schedule.ts";

/** Windows in which each side is driven. */
const pairsPerFork = 2;

/** Of a window, before anything counts. */
const warmUpShare = 0.5;

/** Starts both servers and drives them in turn. */
export async function measureUnderLoad(
  request: ForkRequest,
  method: LoadMethod,
  { number, cpu }: ForkPlace,
): Promise<Fork | NotMeasured> {
  const { load } = request;
  if (load === undefined) throw new Error("a server is measured without a load");
  const workers = await startBoth(request, cpu);
  const measureSide = (side: Side, of = load) =>
    alone(side, workers, (worker) => driveSide(side, worker, method, of));
  try {
    const shorter = { ...load, windowMs: load.windowMs * warmUpShare };
    for (const side of ["baseline", "candidate"] as const) {
      await measureSide(side, shorter);
    }
    const pairs: Pair[] = [];
    while (pairs.length < pairsPerFork) {
      pairs.push(await inOrder(isBaselineFirst(pairs.length, number), (side) => measureSide(side)));
    }
    return soundFork(pairs, cpu);
  } finally {
    await Promise.all([workers.baseline.stop(), workers.candidate.stop()]);
  }
}

async function driveSide(
  side: Side,
  worker: Worker,
  method: LoadMethod,
  load: Load,
): Promise<Sample> {
  if (worker.address === undefined) throw new Error(`the ${side} is no server`);
  const before = worker.usage();
  const report = await drive(worker.address, load);
  const timing = usedBetween(before, worker.usage());
  if (report.failed > 0) {
    // A server that has died says more of it than the requests do.
    await worker.leftovers();
    throw failedUnderLoad(side, report.failed);
  }
  return { cost: without(method.costOf(report), 0, method.least), timing, calls: 1 };
}

function usedBetween(before: Timing, after: Timing): Timing {
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    wallMs: after.wallMs - before.wallMs,
    queuedMs: (after.queuedMs ?? 0) - (before.queuedMs ?? 0),
  };
}

function failedUnderLoad(side: Side, failed: number): WorkerFailed {
  const message = `under load, ${failed} requests had no answer or an error for one`;
  const error = { name: "", message, stack: "" };
  return new WorkerFailed(side, { kind: "threw", during: "a call", error });
}
