/** What the child counts while it runs calls. Each meter wraps the calls of one run. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How often the event loop's timers are due, in ms. */
const tickMs = 1;

/** Counts for each call; `stop` says what it came to. */
export interface CallMeter {
  afterCall(): void;
  /** Bytes, ms, or operations, of all calls together. */
  stop(): Promise<number> | number;
}

/**
 * Bytes allocated on V8's heap, and those of array buffers that are there after a call and were
 * not before. A buffer that is collected within its call is missed.
 */
export function meterAllocations(): CallMeter {
  let calls = 0;
  let external = 0;
  let before = getHeapStatistics().external_memory;
  const heapBefore = getHeapStatistics().total_allocated_bytes;
  return {
    afterCall() {
      const now = getHeapStatistics().external_memory;
      external += Math.max(0, now - before);
      before = now;
      calls++;
    },
    stop() {
      const heap = getHeapStatistics().total_allocated_bytes - heapBefore;
      return Math.max(0, heap - calls * ownBytesPerCall()) + external;
    },
  };
}

let ownBytes: number | undefined;

/** What asking for the statistics allocates by itself. */
function ownBytesPerCall(): number {
  if (ownBytes === undefined) {
    const asks = 2000;
    const before = getHeapStatistics().total_allocated_bytes;
    for (let ask = 0; ask < asks; ask++) getHeapStatistics();
    ownBytes = (getHeapStatistics().total_allocated_bytes - before) / asks;
  }
  return ownBytes;
}

/** The 99th percentile of how late timers were while the calls ran, in ms. */
export function meterEventLoop(): CallMeter {
  const histogram = monitorEventLoopDelay({ resolution: tickMs });
  histogram.enable();
  return {
    afterCall() {},
    async stop() {
      // A loop that was blocked until now has not seen its late tick yet.
      await delay(2 * tickMs);
      histogram.disable();
      return Math.max(0, histogram.percentile(99) / 1e6 - tickMs);
    },
  };
}

/** How many operations the exercise's resource counted. */
export function meterOperations(operations: () => number): CallMeter {
  const before = operations();
  return { afterCall() {}, stop: () => operations() - before };
}

/** Bytes in use on V8's heap and in array buffers after a full collection. */
export function countLiveBytes(): number {
  collectGarbage();
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

let gc: (() => void) | undefined;

/** Twice, because a first collection may only find out what finalizers let go of. */
function collectGarbage(): void {
  if (gc === undefined) {
    // Fetched from a context of its own, so that the version under test never sees it.
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as () => void;
  }
  gc();
  gc();
}
