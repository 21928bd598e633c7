import type { InputPool } from "../inputs/shelf.ts";
import { batchSchedule } from "../measurement/batches.ts";
import { rampUp } from "../measurement/ramp.ts";
import type { Worker } from "../sandbox/sandbox.ts";
import type { CpuProfile } from "./cpu-profile.ts";

/** CPU time under the profiler: at 1 kHz enough for the same top function in 20 of 20 runs. */
const profiledMs = 700;

/** Code that waits is not profiled for longer than this. */
const mostWallMs = 2000;

/**
 * Runs a worker that was started with `profile` until enough samples are in, then ends the
 * profile. Never while anything is timed.
 */
export async function profileCpu(
  worker: Worker,
  pool: InputPool,
  mayChangeInput: boolean,
): Promise<CpuProfile> {
  const inputs = pool.take(0, batchSchedule.warmUpInputs);
  const time = { cpuMs: profiledMs, mostCpuMs: profiledMs, mostWallMs, calls: 0 };
  await rampUp(worker, { inputs, ...time, mayChangeInput });
  return (await worker.stopProfile()) as CpuProfile;
}
