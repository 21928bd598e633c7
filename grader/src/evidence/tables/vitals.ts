import type { LoopVitals, Vitals } from "../evidence.ts";
import type { RecordedVitals } from "../profilers/vitals.ts";

/** Sums of a run as shares and figures of one call. @param waits whether the event loop turns */
export function readVitals(recorded: RecordedVitals, waits: boolean): Vitals {
  const { calls, wallMs, activeMs, collectMs, collections, bytes } = recorded;
  const busyMs = waits && activeMs > 0 ? activeMs : wallMs;
  return {
    calls,
    bytesPerCall: bytes / calls,
    garbageCollection: busyMs === 0 ? 0 : Math.min(1, collectMs / busyMs),
    collectionsPerCall: collections / calls,
    ...(waits && { loop: readLoop(recorded) }),
  };
}

function readLoop({ calls, wallMs, activeMs, idleMs, delayMs }: RecordedVitals): LoopVitals {
  const turnedMs = activeMs + idleMs;
  if (turnedMs > 0) return { utilization: activeMs / turnedMs, delayMs };
  // No call gave way to the loop, which saw nothing then: each blocked it for as long as it took.
  const callMs = wallMs / calls;
  return { utilization: 1, delayMs: { p99: callMs, longest: callMs } };
}
