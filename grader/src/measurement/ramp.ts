import type { EncodedArguments, Worker } from "../sandbox/sandbox.ts";

/** How to keep a side busy for a while. */
export interface Ramp {
  /** Run over and over; they need not be fresh. */
  readonly inputs: readonly EncodedArguments[];
  /** CPU time to reach, in ms. */
  readonly cpuMs: number;
  /** Deliver the inputs anew before each pass, since a call may have changed them. */
  readonly mayChangeInput: boolean;
}

/** A run too short for the clock still counts as something, or the ramp might not end. */
const leastRunMs = 0.05;

/**
 * Runs a side for some CPU time, with growing numbers of passes: one call first, because it may be
 * a slow one.
 *
 * @returns the CPU time of one call in the last run, in ms
 */
export async function rampUp(worker: Worker, ramp: Ramp): Promise<number> {
  await worker.deliver(ramp.inputs.slice(0, 1));
  let { cpuMs } = await worker.run();
  let spentMs = Math.max(cpuMs, leastRunMs);
  let perCallMs = cpuMs;
  for (let passes = 1; spentMs < ramp.cpuMs; passes = nextPasses(passes, perCallMs, ramp)) {
    if (passes === 1 || ramp.mayChangeInput) await worker.deliver(ramp.inputs);
    ({ cpuMs } = await worker.run(passes));
    spentMs += Math.max(cpuMs, leastRunMs);
    perCallMs = cpuMs / (passes * ramp.inputs.length);
  }
  return perCallMs;
}

/** Twice as many, but not more than fit into about a third of the time. */
function nextPasses(passes: number, perCallMs: number, ramp: Ramp): number {
  if (ramp.mayChangeInput) return 1;
  const fitting = ramp.cpuMs / 3 / (perCallMs * ramp.inputs.length);
  return Math.max(1, Math.min(passes * 2, Math.floor(fitting)));
}
