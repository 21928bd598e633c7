import type { RecordedVitals } from "../profilers/vitals.ts";
import type { Vitals } from "./evidence.ts";

/** Sums of a run as shares and figures of one call. @param waits whether the event loop turns */
export function readVitals(recorded: RecordedVitals, waits: boolean): Vitals {
  const { calls, wallMs, activeMs, idleMs, collectMs, collections, bytes, delayMs } = recorded;
  const busyMs = waits && activeMs > 0 ? activeMs : wallMs;
  const turnedMs = activeMs + idleMs;
  return {
    calls,
    bytesPerCall: bytes / calls,
    garbageCollection: busyMs === 0 ? 0 : Math.min(1, collectMs / busyMs),
    collectionsPerCall: collections / calls,
    ...(waits && { loop: { utilization: turnedMs === 0 ? 1 : activeMs / turnedMs, delayMs } }),
  };
}
