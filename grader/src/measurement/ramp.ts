import type { EncodedArguments, Worker } from "../sandbox/sandbox.ts";

/** How long to keep a side busy. */
export interface Ramp {
  /** Delivered over and over; they need not be fresh. */
  readonly inputs: readonly EncodedArguments[];
  /** CPU time to reach, in ms. */
  readonly cpuMs: number;
  /** Calls to reach, unless `mostCpuMs` are over before. */
  readonly calls: number;
  readonly mostCpuMs: number;
  /** A call may change its input: one pass for each delivery. */
  readonly mayChangeInput: boolean;
}

/** A run too short for the clock still counts as something, or the ramp might not end. */
const leastRunMs = 0.05;

/**
 * Runs a side for some CPU time and some calls, with growing numbers of passes: one call first,
 * because it may be a slow one.
 *
 * @returns the CPU time of one call in the last run, in ms
 */
export async function rampUp(worker: Worker, ramp: Ramp): Promise<number> {
  await worker.deliver(ramp.inputs.slice(0, 1));
  let { cpuMs } = await worker.run();
  let perCallMs = cpuMs;
  let spent = { cpuMs: Math.max(cpuMs, leastRunMs), calls: 1 };
  for (let passes = 1; !isEnough(spent, ramp); passes = nextPasses(passes, perCallMs, ramp)) {
    // Delivered anew, because V8 learns other things from objects that it has seen before.
    await worker.deliver(ramp.inputs);
    ({ cpuMs } = await worker.run(passes));
    const calls = passes * ramp.inputs.length;
    perCallMs = cpuMs / calls;
    spent = { cpuMs: spent.cpuMs + Math.max(cpuMs, leastRunMs), calls: spent.calls + calls };
  }
  return perCallMs;
}

function isEnough(spent: { cpuMs: number; calls: number }, ramp: Ramp): boolean {
  if (spent.cpuMs >= ramp.mostCpuMs) return true;
  return spent.cpuMs >= ramp.cpuMs && spent.calls >= ramp.calls;
}

/** Twice as many, but not more than fit into about a third of the time. */
function nextPasses(passes: number, perCallMs: number, ramp: Ramp): number {
  if (ramp.mayChangeInput) return 1;
  const fitting = ramp.cpuMs / 3 / (perCallMs * ramp.inputs.length);
  return Math.max(1, Math.min(passes * 2, Math.floor(fitting)));
}
