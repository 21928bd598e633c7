import type { Load } from "../../contract/index.ts";
import type { FreshInputs } from "../../engine/inputs/fresh-inputs.ts";
import { batchSchedule } from "../../engine/measurement/batch-schedule.ts";
import { rampUp } from "../../engine/measurement/warm-up.ts";
import type { EncodedArguments, Recording, Worker } from "../../engine/sandbox/sandbox.ts";
import { drive } from "../../engine/server-load/drive.ts";

/** One way to see where a side's time or memory goes. Each has a run of its own. */
export interface Profiler<Profile> {
  /** What it makes, such as "the CPU profile". */
  readonly name: string;
  /** How the process is watched. @param scratch an empty folder of this run */
  recording(scratch: string): Recording;
  /** Turns a source into the one that runs: one after the other. */
  rewrite?(source: string, file: string): Promise<string>;
  /** CPU time to record, in ms; less where calls wait, or take less time than receiving their inputs. */
  readonly cpuMs: number;
  /** What may be spent on delivering inputs, in ms; default: as much as there is CPU time to record. */
  readonly mostDeliveryMs?: number;
  /** @throws BrokenRecording */
  read(run: RecordedRun): Profile;
}

/** How recorded calls were made. */
export interface MadeCalls {
  /** Different ones: with fewer than there are calls, they came again. */
  readonly inputs: number;
  /** CPU time of one call, in all threads of the process. */
  readonly cpuMsPerCall: number;
}

/** The calls, or a server's requests, that were recorded. */
export interface RecordedCalls {
  readonly calls: number;
  /** Undefined for requests. */
  readonly made?: MadeCalls;
}

/** What came out of a run under a profiler. */
export interface RecordedRun extends RecordedCalls {
  /** As the child told it: it may be anything. */
  readonly recording: unknown;
  /** The folder that was given to `recording`. */
  readonly scratch: string;
}

/** A recording that is not what the profiler makes, or holds nothing. */
export class BrokenRecording extends Error {}

/** One side of an exercise, ready to be run under a profiler. */
export interface ProfiledSide {
  start(
    recording: Recording,
    rewrite: ((source: string, file: string) => Promise<string>) | undefined,
  ): Promise<Worker>;
  /** Of the timed size, to warm up with, over and over. */
  readonly warmUpInputs: readonly EncodedArguments[];
  /** Of the timed size, for the calls that are recorded. */
  readonly inputs: FreshInputs;
  readonly mayChangeInput: boolean;
  /** For a server. */
  readonly load: Load | undefined;
  /** Makes an empty folder that lives as long as the exercise is staged. */
  createFolder(): string;
}

/** CPU time of a side before anything is recorded, in ms. */
const warmUpMs = 150;

/** Code that waits is not watched for longer than this. */
const mostWallMs = 1500;

/**
 * Starts a side under a profiler, warms it up, and records calls for a while.
 *
 * @throws WorkerFailed when the side does
 * @throws BrokenRecording
 */
export async function profile<Profile>(
  profiler: Profiler<Profile>,
  side: ProfiledSide,
): Promise<Profile> {
  const scratch = side.createFolder();
  const rewrite = profiler.rewrite?.bind(profiler);
  const worker = await side.start(profiler.recording(scratch), rewrite);
  try {
    const { recording, ...calls } = await record(worker, side, profiler);
    return profiler.read({ recording, scratch, ...calls });
  } finally {
    await worker.stop();
  }
}

/** How long to record. */
type Most = Pick<Profiler<unknown>, "cpuMs" | "mostDeliveryMs">;

async function record(
  worker: Worker,
  side: ProfiledSide,
  most: Most,
): Promise<Omit<RecordedRun, "scratch">> {
  const calls =
    side.load === undefined
      ? await recordCalls(most, worker, side)
      : await recordRequests(most.cpuMs, worker, side.load);
  return { ...calls, recording: await worker.finishRecording() };
}

async function recordCalls(most: Most, worker: Worker, side: ProfiledSide): Promise<RecordedCalls> {
  await rampUp(worker, {
    inputs: side.warmUpInputs,
    cpuMs: warmUpMs,
    mostCpuMs: warmUpMs,
    mostWallMs,
    calls: 0,
    mayChangeInput: side.mayChangeInput,
  });
  let spent: Spent = { cpuMs: 0, wallMs: 0, deliveryMs: 0, calls: 0 };
  for (let wanted = 1; !isEnough(spent, most); wanted = nextBatch(wanted, spent)) {
    const inputs = side.inputs.take(spent.calls, wanted, batchSchedule.mostBytes);
    const { cpuMs, wallMs, deliveryMs } = await recordBatch(worker, inputs);
    spent = {
      cpuMs: spent.cpuMs + Math.max(cpuMs, leastBatchMs),
      wallMs: spent.wallMs + wallMs,
      deliveryMs: spent.deliveryMs + deliveryMs,
      calls: spent.calls + inputs.length,
    };
  }
  const made = {
    inputs: side.inputs.countOf(spent.calls),
    cpuMsPerCall: spent.cpuMs / spent.calls,
  };
  return { calls: spent.calls, made };
}

interface Spent {
  /** In the recorded calls. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Until their inputs were received. */
  readonly deliveryMs: number;
  readonly calls: number;
}

/**
 * A version that is a hundred times faster needs a hundred times as many inputs for the same CPU
 * time, and receiving one takes longer than the call. Calling it again on those that it has would not
 * do: on texts that are hashed and flat already, fast versions took a third of the time.
 */
function isEnough(spent: Spent, { cpuMs, mostDeliveryMs = cpuMs }: Most): boolean {
  if (spent.cpuMs >= cpuMs || spent.wallMs >= mostWallMs) return true;
  return spent.deliveryMs >= mostDeliveryMs;
}

/** Only the calls are recorded: receiving their inputs takes time and memory as well. */
async function recordBatch(
  worker: Worker,
  inputs: readonly EncodedArguments[],
): Promise<Omit<Spent, "calls">> {
  const start = performance.now();
  await worker.deliver(inputs);
  const deliveryMs = performance.now() - start;
  await worker.record(true);
  const { cpuMs, wallMs } = await worker.run();
  await worker.record(false);
  return { cpuMs, wallMs, deliveryMs };
}

/** Long enough that its beginning and end hardly count. */
const batchMs = 50;

/** A batch too short for the clock still counts as something, or there might be no end of them. */
const leastBatchMs = 0.05;

/** Twice as many calls, but not more than fill a batch: the next inputs may be slower ones. */
function nextBatch(calls: number, spent: Spent): number {
  const callMs = Math.max(spent.cpuMs, spent.wallMs) / spent.calls;
  return Math.max(1, Math.min(2 * calls, Math.round(batchMs / callMs), batchSchedule.mostCalls));
}

async function recordRequests(ms: number, worker: Worker, load: Load): Promise<RecordedCalls> {
  await driveFor(warmUpMs, worker, load);
  await worker.record(true);
  const calls = await driveFor(ms, worker, load);
  await worker.record(false);
  return { calls };
}

/** @returns how many requests were answered */
async function driveFor(ms: number, worker: Worker, load: Load): Promise<number> {
  if (worker.address === undefined) throw new BrokenRecording("it is no server");
  const windowMs = Math.max(ms, load.windowMs / 2);
  const { probes, completed } = await drive(worker.address, { ...load, windowMs });
  return probes + completed;
}
