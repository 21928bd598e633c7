/** What the child counts while it runs calls. Each meter wraps the calls of one run. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import {
  GCProfiler,
  getHeapSpaceStatistics,
  getHeapStatistics,
  type HeapStatistics,
  setFlagsFromString,
} from "node:v8";
import { runInNewContext } from "node:vm";
import type { BytesInUse } from "../protocol.ts";
import { unseenBytes } from "./buffers.ts";

/** How often the event loop's timers are due, in ms. */
const tickMs = 1;

/** Counts from its start until it is stopped. */
export interface CallMeter {
  /** Awaited after each call of an entry that is awaited. */
  afterCall?(): Promise<void>;
  /** Bytes, ms, or operations, of all calls together. */
  stop(): Promise<number> | number;
}

/** A meter that never waits. */
export interface SyncMeter extends CallMeter {
  stop(): number;
}

/**
 * Bytes allocated on V8's heap and in array buffers: by how much what is in use grew, and what the
 * collections in between took away. V8's own total counts whole allocation areas of up to 256 kB,
 * and begins a new one whenever it is asked.
 */
export function meterAllocations(): SyncMeter {
  sweepBuffersAtOnce();
  const collections = new GCProfiler();
  collections.start();
  const before = bytesInUse() + unseenBytes();
  return {
    stop() {
      const grown = bytesInUse() + unseenBytes() - before;
      return grown + freedBy(collections.stop().statistics);
    },
  };
}

interface Collection {
  readonly beforeGC: { readonly heapStatistics: HeapStatistics };
  readonly afterGC: { readonly heapStatistics: HeapStatistics };
}

/**
 * Without a method of Array's: the version under test may have put another in its place, which
 * would see these figures, and be gone when the built-ins are looked at.
 */
function freedBy(collections: readonly Collection[]): number {
  let freed = 0;
  for (let index = 0; index < collections.length; index++) {
    const { beforeGC, afterGC } = collections[index] as Collection;
    freed += bytesIn(beforeGC) - bytesIn(afterGC);
  }
  return freed;
}

function bytesIn({ heapStatistics }: { heapStatistics: HeapStatistics }): number {
  return heapStatistics.usedHeapSize + heapStatistics.externalMemory;
}

/**
 * How late timers were while the calls ran, in ms: the worst, but for one of a hundred calls. Not of
 * a hundred timers: a version that waits for a second has a thousand that are in time, and would
 * hide its worst among them. Timers run between two calls, as they do between requests.
 */
export async function meterEventLoop(): Promise<CallMeter> {
  const histogram = monitorEventLoopDelay({ resolution: tickMs });
  histogram.enable();
  // The first tick is what the second is late after: without it a first call would not be seen.
  await delay(2 * tickMs);
  let calls = 0;
  return {
    async afterCall() {
      calls++;
      // The first turn may end what was begun after the timers; they run before the second.
      await nextTurn();
      await nextTurn();
    },
    async stop() {
      // A loop that was blocked until now has not seen its late tick yet.
      await delay(2 * tickMs);
      histogram.disable();
      const { count } = histogram;
      if (count === 0) return 0;
      // Without a method of Math's: the version under test may have put another in its place.
      const leftOut = (calls - (calls % 100)) / 100;
      const late = histogram.percentile((100 * (count - leftOut)) / count) / 1e6 - tickMs;
      return late > 0 ? late : 0;
    },
  };
}

/** How many operations the exercise's resource counted. */
export function meterOperations(operations: () => number): SyncMeter {
  const before = operations();
  return { stop: () => operations() - before };
}

/** What is in use, without garbage, compared with the moment of this call. */
export function liveBytesFromHere(): () => BytesInUse {
  sweepBuffersAtOnce();
  const before = getHeapStatistics().external_memory;
  const buffersBefore = arrayBuffers();
  return () => {
    collectGarbage();
    const { used_heap_size, external_memory, total_physical_size } = getHeapStatistics();
    return {
      heap: used_heap_size - bytesOfCode(),
      external: external_memory - before,
      buffers: arrayBuffers() - buffersBefore,
      committed: total_physical_size,
    };
  };
}

/** Where V8 keeps machine code and bytecode, which come and go as it optimizes: no data of a program. */
const codeSpaces: readonly string[] = ["code_space", "trusted_space"];

function bytesOfCode(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => codeSpaces.includes(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

const { memoryUsage } = process;
const arrayBuffers = () => memoryUsage().arrayBuffers;

/** Otherwise buffers are let go of some time after a collection, which does not see it. */
function sweepBuffersAtOnce(): void {
  setFlagsFromString("--no-concurrent-array-buffer-sweeping");
}

/** On V8's heap and in array buffers. */
function bytesInUse(): number {
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
