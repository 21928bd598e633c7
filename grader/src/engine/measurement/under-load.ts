import { randomInt } from "node:crypto";
import type { Load } from "../../contract/index.ts";
import { seedOf } from "../inputs/seeds.ts";
import type { LoadMethod, Metric } from "../metrics/index.ts";
import { type OthersShare, othersShare } from "../sandbox/others.ts";
import {
  type ServerAddress,
  type Side,
  type Timing,
  type Worker,
  WorkerFailed,
} from "../sandbox/sandbox.ts";
import { ask } from "../server-load/ask.ts";
import { type DriveOptions, drive, type LoadReport, type Took } from "../server-load/drive.ts";
import { AnswersUnderLoad, mistakeUnderLoad } from "./answers-under-load.ts";
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
import { without } from "./samples.ts";
import { isBaselineFirst } from "./schedule.ts";
import { alsoIn } from "./shared.ts";

/** Windows in which each side is driven. */
const pairsPerFork = 2;

/** Of a window, before anything counts. */
const warmUpShare = 0.3;

/** Starts both servers and drives them in turn. */
export async function measureUnderLoad(
  request: ForkRequest,
  method: LoadMethod,
  { number, cpu }: ForkPlace,
): Promise<Fork | NotMeasured> {
  const { load } = request;
  if (load === undefined) throw new Error("a server is measured without a load");
  const workers = await startBoth(request, cpu);
  const measureSide = (side: Side, window: number, of: Load, options?: DriveOptions) =>
    alone(side, workers, async (worker) => {
      // Nothing is called: the exercise's resource begins an edition, the same for both sides.
      await worker.deliver(request.pool.take(window, 1));
      return driveSide(side, worker, { method, also: request.also }, of, options);
    });
  try {
    const shorter = { ...load, windowMs: load.windowMs * warmUpShare };
    for (const side of ["baseline", "candidate"] as const) {
      await measureSide(side, 0, shorter);
    }
    const pairs: Pair[] = [];
    while (pairs.length < pairsPerFork) {
      const window = 1 + pairs.length;
      const first = isBaselineFirst(pairs.length, number);
      const pair = await drivePair(request, first, workers, (side, options) =>
        measureSide(side, window, load, options),
      );
      if (!isMeasured(pair)) return pair;
      pairs.push(pair);
    }
    return soundFork(pairs, cpu);
  } finally {
    await Promise.all([workers.baseline.stop(), workers.candidate.stop()]);
  }
}

/** Drives both sides with the same requests, and compares answers of the candidate's. */
async function drivePair(
  request: ForkRequest,
  baselineFirst: boolean,
  workers: Both<Worker>,
  driveWith: (side: Side, options: DriveOptions) => Promise<Sample>,
): Promise<Pair | NotMeasured> {
  const secret = randomInt(2 ** 47);
  const numberOf = (index: number) => seedOf(secret, "background", index) % 2 ** 31;
  const answers = { baseline: new AnswersUnderLoad(), candidate: new AnswersUnderLoad() };
  const pair = await inOrder(baselineFirst, (side) =>
    driveWith(side, { numberOf, onAnswer: answers[side].onAnswer }),
  );
  const address = addressOf("baseline", workers.baseline);
  const wrong = await mistakeUnderLoad(request, answers, (asked) =>
    ask(address, asked).catch(() => {
      throw failedUnderLoad("baseline", 1);
    }),
  );
  return wrong === undefined ? pair : { state: "wrong", ...wrong };
}

function addressOf(side: Side, { address }: Worker): ServerAddress {
  if (address === undefined) throw new Error(`the ${side} is no server`);
  return address;
}

async function driveSide(
  side: Side,
  worker: Worker,
  { method, also }: { method: LoadMethod; also: readonly Metric[] | undefined },
  load: Load,
  options?: DriveOptions,
): Promise<Sample> {
  const queued = () => worker.queued();
  const before = worker.usage();
  const report = await drive(addressOf(side, worker), load, { ...options, queued });
  const after = worker.usage();
  if (report.failed > 0) {
    // A server that has died says more of it than the requests do.
    await worker.leftovers();
    throw failedUnderLoad(side, report.failed);
  }
  const { timing, share } = usedBetween(before, after);
  const costIn = (method: LoadMethod) => costOf(report, method, share);
  return { ...costIn(method), ...alsoIn(also, "load", costIn), timing, calls: 1 };
}

/** @param share how much of what was waited is taken off */
function costOf(report: LoadReport, method: LoadMethod, share: OthersShare): Required<Cost> {
  const costBy = (msOf: (took: Took) => number) =>
    without(method.costOf(report.timesBy(msOf)), 0, method.least);
  // Two threads may wait at the same time: then the longer wait is what it cost.
  const cost = costBy(
    ({ ms, delay }) => ms - Math.max(share.version * delay.version, share.grader * delay.grader),
  );
  return { cost, otherCost: costBy(({ ms }) => ms) };
}

/** What a window took, and how much of what was waited in it is others' doing. */
function usedBetween(before: Timing, after: Timing): { timing: Timing; share: OthersShare } {
  const wallMs = after.wallMs - before.wallMs;
  const cpuMs = after.cpuMs - before.cpuMs;
  const queuedMs = (after.queuedMs ?? 0) - (before.queuedMs ?? 0);
  if (before.main === undefined || after.main === undefined) {
    return { timing: { cpuMs, wallMs, queuedMs }, share: { version: 0, grader: 0 } };
  }
  const mainCpuMs = after.main.cpuMs - before.main.cpuMs;
  const othersMs = (after.othersMs ?? 0) - (before.othersMs ?? 0);
  const share = othersShare({ wallMs, cpuMs, mainCpuMs, othersMs });
  const delayMs = (after.main.queuedMs - before.main.queuedMs) * share.version;
  return { timing: { cpuMs, wallMs, queuedMs, delayMs }, share };
}

function failedUnderLoad(side: Side, failed: number): WorkerFailed {
  const message = `under load, ${failed} requests had no answer or an error for one`;
  const error = { name: "", message, stack: "" };
  return new WorkerFailed(side, { kind: "threw", during: "a call", error });
}
