import type { Load } from "../../contract/index.ts";
import { rampUp } from "../../engine/measurement/warm-up.ts";
import type { EncodedArguments, Recording, Worker } from "../../engine/sandbox/sandbox.ts";
import { drive } from "../../engine/server-load/drive.ts";

/** One way to see where a side's time or memory goes. Each has a run of its own. */
export interface Profiler<Profile> {
  /** What it makes, such as "the CPU profile". */
  readonly name: string;
  /** How the process is watched. @param scratch an empty folder of this run */
  recording(scratch: string): Recording;
  /** Turns a source into the one that runs. */
  rewrite?(source: string, file: string): string;
  /** CPU time to record, in ms; less when the calls wait. */
  readonly cpuMs: number;
  /** @throws BrokenRecording */
  read(run: RecordedRun): Profile;
}

/** What came out of a run under a profiler. */
export interface RecordedRun {
  /** As the child told it: it may be anything. */
  readonly recording: unknown;
  /** The folder that was given to `recording`. */
  readonly scratch: string;
  readonly calls: number;
}

/** A recording that is not what the profiler makes, or holds nothing. */
export class BrokenRecording extends Error {}

/** One side of an exercise, ready to be run under a profiler. */
export interface ProfiledSide {
  start(
    recording: Recording,
    rewrite: ((source: string, file: string) => string) | undefined,
  ): Promise<Worker>;
  /** Of the timed size. */
  readonly inputs: readonly EncodedArguments[];
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
    const { calls, recording } = await record(worker, side, profiler.cpuMs);
    return profiler.read({ recording, scratch, calls });
  } finally {
    await worker.stop();
  }
}

async function record(worker: Worker, side: ProfiledSide, cpuMs: number) {
  const keepBusy = (ms: number) =>
    side.load === undefined ? callFor(ms, worker, side) : driveFor(ms, worker, side.load);
  await keepBusy(warmUpMs);
  await worker.record(true);
  const calls = await keepBusy(cpuMs);
  await worker.record(false);
  return { calls, recording: await worker.finishRecording() };
}

async function callFor(ms: number, worker: Worker, side: ProfiledSide): Promise<number> {
  const { inputs, mayChangeInput } = side;
  const enough = { cpuMs: ms, mostCpuMs: ms, mostWallMs, calls: 0 };
  const { calls } = await rampUp(worker, { inputs, ...enough, mayChangeInput });
  return calls;
}

/** @returns how many requests were answered */
async function driveFor(ms: number, worker: Worker, load: Load): Promise<number> {
  if (worker.port === undefined) throw new BrokenRecording("it is no server");
  const windowMs = Math.max(ms, load.windowMs / 2);
  const { probes, completed } = await drive(worker.port, { ...load, windowMs });
  return probes + completed;
}
