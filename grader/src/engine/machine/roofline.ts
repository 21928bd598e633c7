import type { Work } from "../../contract/index.ts";
import type { Ceilings } from "./ceilings.ts";

/** The shortest time that a machine needs for some work, and what sets it. */
export interface LeastTime {
  readonly ms: number;
  /** The slower of the two: bringing the bytes, or the floating-point operations. */
  readonly setBy: "memory" | "arithmetic";
}

/**
 * The roofline model: moving bytes and computing overlap at best, so the work takes at least as long
 * as the longer of the two. (Williams, Waterman and Patterson, CACM 52 (4), 2009)
 */
export function leastTimeOf(work: Work, { bandwidth, gigaflops }: Ceilings): LeastTime {
  const memoryMs = (work.bytes ?? 0) / bandwidth.gigabytesPerSecond / 1e6;
  const arithmeticMs = (work.operations ?? 0) / gigaflops / 1e6;
  return memoryMs >= arithmeticMs
    ? { ms: memoryMs, setBy: "memory" }
    : { ms: arithmeticMs, setBy: "arithmetic" };
}
