import type { CpuEvidence } from "../evidence.ts";

/** The self time of a function on both sides, in ms per call; 0 if it was not seen. */
export interface FunctionChange {
  readonly name: string;
  readonly file: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** Matches the functions of both sides by file and name, the largest difference first. */
export function compareFunctions(before: CpuEvidence, after: CpuEvidence): FunctionChange[] {
  const changes = new Map<string, FunctionChange>();
  const add = (side: CpuEvidence, time: "beforeMs" | "afterMs") => {
    for (const { name, file, msPerCall } of side.functions) {
      const key = `${file} ${name}`;
      const known = changes.get(key) ?? { name, file, beforeMs: 0, afterMs: 0 };
      changes.set(key, { ...known, [time]: known[time] + msPerCall });
    }
  };
  add(before, "beforeMs");
  add(after, "afterMs");
  const least = leastChange * Math.max(before.msPerCall, after.msPerCall);
  return [...changes.values()]
    .filter(({ beforeMs, afterMs }) => Math.max(beforeMs, afterMs) >= least)
    .sort((a, b) => Math.abs(b.beforeMs - b.afterMs) - Math.abs(a.beforeMs - a.afterMs));
}

/** Functions that take less than this share of a call on either side are not compared. */
const leastChange = 0.01;

/** Profiles of the same code do not differ by this ratio: their shares differ by up to 6 points. */
const clearRatio = 1.25;

/** Whether a change is larger than the difference between two profiles of the same code. */
export function isClearChange({ beforeMs, afterMs }: FunctionChange): boolean {
  return Math.max(beforeMs, afterMs) > clearRatio * Math.min(beforeMs, afterMs);
}
