import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { SideEvidence } from "../../evidence/evidence.ts";
import type { MergedFrame } from "./flame-layout.ts";

/** Milliseconds per call on both sides. */
export type BothMs = Readonly<Record<Side, number>>;

/** A frame's time, and the time it is compared with. */
export interface Comparison {
  readonly difference: Difference;
  /** The frame's; if its function is called from elsewhere now, the sum of its moved frames. */
  readonly ms: BothMs;
  readonly isMoved: boolean;
}

/** The time that one sample of each side's CPU profile stands for, in ms per call. */
export function msPerSampleOf(evidence: Readonly<Record<Side, SideEvidence>>): BothMs {
  const of = ({ cpu }: SideEvidence) =>
    cpu.state === "missing" || cpu.samples === 0 ? 0 : cpu.msPerCall / cpu.samples;
  return { baseline: of(evidence.baseline), candidate: of(evidence.candidate) };
}

/**
 * Compares the frames of a merged flame graph. A frame on one side only is not always new or gone: a
 * function that only got another caller is compared with itself at its other place.
 *
 * @param msPerSample the time that one sample stands for, in ms per call
 */
export function comparerOf(root: MergedFrame, msPerSample: BothMs) {
  const moved = timeMoved(root);
  return (frame: MergedFrame): Comparison => {
    const elsewhere = isOneSided(frame) ? moved.get(keyOf(frame)) : undefined;
    const isMoved = elsewhere !== undefined && !isOneSided({ ms: elsewhere });
    const ms = isMoved ? elsewhere : frame.ms;
    return { difference: differenceOf(ms, msPerSample), ms, isMoved };
  };
}

const keyOf = ({ name, file }: MergedFrame) => JSON.stringify([name, file]);

function isOneSided({ ms }: { readonly ms: BothMs }): boolean {
  return (ms.baseline === 0) !== (ms.candidate === 0);
}

/** The time of one-sided frames by function; recursive calls count once. */
function timeMoved(root: MergedFrame): ReadonlyMap<string, BothMs> {
  const times = new Map<string, BothMs>();
  const walk = (frame: MergedFrame, above: ReadonlySet<string>) => {
    const key = keyOf(frame);
    const counts = isOneSided(frame) && !above.has(key);
    if (counts) times.set(key, sumOf(times.get(key), frame.ms));
    const within = counts ? new Set([...above, key]) : above;
    for (const child of frame.children) walk(child, within);
  };
  walk(root, new Set());
  return times;
}

function sumOf(a: BothMs = { baseline: 0, candidate: 0 }, b: BothMs): BothMs {
  return { baseline: a.baseline + b.baseline, candidate: a.candidate + b.candidate };
}

/** How a frame's time has changed: by less than the samples can show, or to this degree. */
export type Difference =
  | { readonly kind: "same" }
  | { readonly kind: "faster" | "slower"; readonly degree: 1 | 2 | 3 };

/** Changes below this ratio get no colour. */
const leastRatio = 1.1;

/**
 * Classifies a change. The samples in a frame are counts, so their standard deviation is the square
 * root. A difference within two standard deviations counts as none.
 */
export function differenceOf(ms: BothMs, msPerSample: BothMs): Difference {
  const variance = ms.baseline * msPerSample.baseline + ms.candidate * msPerSample.candidate;
  const ratio = ms.candidate / ms.baseline;
  const isSame = Math.abs(ms.candidate - ms.baseline) <= 2 * Math.sqrt(variance);
  const factor = Math.max(ratio, 1 / ratio);
  if (isSame || factor < leastRatio) return { kind: "same" };
  return { kind: ratio < 1 ? "faster" : "slower", degree: factor >= 4 ? 3 : factor >= 2 ? 2 : 1 };
}
