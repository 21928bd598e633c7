import type { InputPool } from "../inputs/shelf.ts";
import { schedule } from "../measurement/measure.ts";
import type { Worker } from "../sandbox/sandbox.ts";
import type { CpuProfile } from "./cpu-profile.ts";

/** CPU time under the profiler: at 1 kHz enough for the same top function in 20 of 20 runs. */
const profiledMs = 700;

/** A CPU profile of one side, and over how many calls it was taken. */
export interface Profiled {
  readonly profile: CpuProfile;
  readonly calls: number;
}

/**
 * Runs a worker that was started with `profile` until enough samples are in, then ends the
 * profile. Never while anything is timed.
 */
export async function profileCpu(worker: Worker, pool: InputPool): Promise<Profiled> {
  const inputs = pool.take(0, schedule.warmUpInputs);
  let calls = 0;
  let passes = 1;
  for (let spentMs = 0; spentMs < profiledMs; ) {
    await worker.deliver(inputs);
    const { cpuMs } = await worker.run(passes);
    spentMs += Math.max(cpuMs, 0.05);
    calls += passes * inputs.length;
    passes = Math.max(1, Math.min(passes * 2, Math.floor((profiledMs / 4 / cpuMs) * passes)));
  }
  return { profile: (await worker.stopProfile()) as CpuProfile, calls };
}
