import type { EncodedArguments, Timing, Worker } from "../sandbox/sandbox.ts";

/** How long to keep a side busy. The numbers are the caller's, such as those of batch-schedule.ts. */
export interface Ramp {
  /** Delivered over and over; they need not be fresh. */
  readonly inputs: readonly EncodedArguments[];
  /** CPU time to reach, in ms. */
  readonly cpuMs: number;
  /** Calls to reach, unless `mostCpuMs` are over before. */
  readonly calls: number;
  readonly mostCpuMs: number;
  /** Enough in any case: calls that wait use little CPU time. */
  readonly mostWallMs: number;
  /** A call may change its input: one pass for each delivery. */
  readonly mayChangeInput: boolean;
}

/** A run too short for the clock still counts as something, or the ramp might not end. */
const leastRunMs = 0.05;

/** What a ramp did. */
export interface Ramped {
  /** What one call took in the last run. */
  readonly perCall: Timing;
  readonly calls: number;
}

/**
 * Runs a side for some CPU time and some calls, with growing numbers of passes: one call first,
 * because it may be a slow one.
 */
export async function rampUp(worker: Worker, ramp: Ramp): Promise<Ramped> {
  await worker.deliver(ramp.inputs.slice(0, 1));
  let perCall = await worker.run();
  let spent: Spent = {
    cpuMs: Math.max(perCall.cpuMs, leastRunMs),
    wallMs: perCall.wallMs,
    calls: 1,
  };
  for (let passes = 1; !isEnough(spent, ramp); passes = nextPasses(passes, perCall, ramp)) {
    const inputs = ramp.inputs.slice(0, callsLeft(spent, perCall, ramp));
    // Delivered anew, because V8 learns other things from objects that it has seen before.
    await worker.deliver(inputs);
    const { cpuMs, wallMs } = await worker.run(passes);
    const calls = passes * inputs.length;
    perCall = { cpuMs: cpuMs / calls, wallMs: wallMs / calls };
    spent = {
      cpuMs: spent.cpuMs + Math.max(cpuMs, leastRunMs),
      wallMs: spent.wallMs + wallMs,
      calls: spent.calls + calls,
    };
  }
  return { perCall, calls: spent.calls };
}

interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly calls: number;
}

function isEnough(spent: Spent, ramp: Ramp): boolean {
  if (spent.cpuMs >= ramp.mostCpuMs || spent.wallMs >= ramp.mostWallMs) return true;
  return spent.cpuMs >= ramp.cpuMs && spent.calls >= ramp.calls;
}

/** How many calls there is time for, but one at least: those that wait may take most of it alone. */
function callsLeft(spent: Spent, perCall: Timing, { mostWallMs }: Ramp): number {
  const left = (mostWallMs - spent.wallMs) / Math.max(perCall.wallMs, leastRunMs);
  return Math.max(1, Math.floor(left));
}

/** Twice as many, but not more than fit into about a third of the time. */
function nextPasses(passes: number, perCall: Timing, ramp: Ramp): number {
  if (ramp.mayChangeInput) return 1;
  const calls = Math.min(ramp.cpuMs / 3 / perCall.cpuMs, ramp.mostWallMs / 3 / perCall.wallMs);
  return Math.max(1, Math.min(passes * 2, Math.floor(calls / ramp.inputs.length)));
}
