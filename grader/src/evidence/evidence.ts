import { shownShare } from "../contract/format.ts";
import { linesOf } from "../contract/lines.ts";
import type { MadeCalls } from "./profilers/profiler.ts";
import type { Flamegraph } from "./profilers/zero-x.ts";

/** Something that was looked for on one side: found, or in words why not. */
export type Seen<What> =
  | (What & { readonly state: "seen" })
  | { readonly state: "missing"; readonly why: string };

/** What the profilers showed of one side. Each ran by itself, none while anything was timed. */
export interface SideEvidence {
  readonly cpu: Seen<CpuEvidence>;
  readonly allocations: Seen<AllocationEvidence>;
  readonly lineAllocations: Seen<LineAllocationEvidence>;
  readonly vitals: Seen<Vitals>;
  readonly shapes: Seen<ShapeEvidence>;
  /** 0x's page. */
  readonly flamegraph: Flamegraph;
  /** The text of each file, by its path in the side's folder. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A named function of a side's own source. */
export interface Place {
  readonly name: string;
  /** Path in the side's folder, such as `index.ts`. */
  readonly file: string;
  /** Its first line, from 1. */
  readonly line: number;
}

/** A function and the time that its own code took, with the built-ins and the GC it caused. */
export interface HotFunction extends Place {
  /** Of the time in which the side was busy, 0 to 1. */
  readonly share: number;
  readonly msPerCall: number;
}

/** A line and the time that it took itself. */
export interface HotLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly share: number;
  readonly msPerCall: number;
}

/** Time that did not go to the side's own code. */
export interface TimeElsewhere {
  readonly kind: "Node.js" | "V8 and the system" | "waiting";
  /** Of the busy time; waiting is beside it and may be more than 1. */
  readonly share: number;
  readonly msPerCall: number;
}

/** A frame of a flame graph: a function as called from the frame above it. */
export interface FlameFrame {
  /** As a reader knows it, such as `findCustomer` or `revenueByRegion callback`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** With all that it called. */
  readonly msPerCall: number;
  readonly children: readonly FlameFrame[];
}

/** Where the time of one side went, hottest first. */
export interface CpuEvidence {
  /** Busy time of one call (of one request, for a server), in ms; the profiler's own is in it. */
  readonly msPerCall: number;
  readonly calls: number;
  /** Undefined for a server's requests. */
  readonly made?: MadeCalls;
  readonly samples: number;
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
  readonly elsewhere: readonly TimeElsewhere[];
  /** Share of the busy time in which V8 collected garbage; counted for what caused it, too. */
  readonly garbageCollection: number;
  /** The topmost frames of the side's own code. */
  readonly flame: readonly FlameFrame[];
}

/** What a function allocated on V8's heap; typed arrays and buffers live elsewhere. */
export interface AllocatingFunction extends Place {
  readonly bytesPerCall: number;
}

export interface AllocationEvidence {
  /** By the side's own code. */
  readonly bytesPerCall: number;
  readonly calls: number;
  readonly functions: readonly AllocatingFunction[];
}

/** What a line allocated itself, typed arrays and buffers included. */
export interface AllocatingLine {
  readonly file: string;
  readonly line: number;
  readonly bytesPerCall: number;
}

export interface LineAllocationEvidence {
  readonly lines: readonly AllocatingLine[];
  readonly calls: number;
}

/** How busy the process was, and with what. */
export interface Vitals {
  readonly calls: number;
  /** Bytes allocated by one call, on the heap and in array buffers, by everything in the process. */
  readonly bytesPerCall: number;
  /** Time in the garbage collector, of the wall time while busy. */
  readonly garbageCollection: number;
  readonly collectionsPerCall: number;
  /** Of the event loop; undefined for an entry that answers at once, during which it never turns. */
  readonly loop?: LoopVitals;
}

export interface LoopVitals {
  /** Share of the time in which the loop was not waiting for something to happen. */
  readonly utilization: number;
  /** How late timers were, in ms. */
  readonly delayMs: { readonly p99: number; readonly longest: number };
}

/** A place where V8 has given up on telling shapes apart. */
export interface MegamorphicSite {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function around it, as V8 names it; empty for none. */
  readonly function: string;
  readonly access: "load" | "store";
  /** The property that is read or written; for `object[key]` whichever came last. */
  readonly property: string;
  /** How many different shapes were seen there until V8 gave up or the run was over. */
  readonly shapes: number;
}

/** Optimized code that V8 had to throw away. */
export interface Deoptimization {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** V8's words. */
  readonly reason: string;
  readonly times: number;
}

export interface ShapeEvidence {
  readonly megamorphic: readonly MegamorphicSite[];
  readonly deoptimizations: readonly Deoptimization[];
}

/** The text of a line, without its indentation; empty where there is none. */
export function textOfLine(
  { sources }: Pick<SideEvidence, "sources">,
  place: { readonly file: string; readonly line: number },
): string {
  return linesOf(sources[place.file] ?? "")[place.line - 1]?.trim() ?? "";
}

/** The function whose own code takes the most time, and the hottest line in it. */
export interface HotSpot {
  readonly function: HotFunction;
  readonly line: (HotLine & { readonly text: string }) | undefined;
}

/** What a reader sees first; undefined where no profile shows the side's own code. */
export function hotSpotOf(
  side: Pick<SideEvidence, "cpu" | "sources"> | undefined,
): HotSpot | undefined {
  if (side?.cpu.state !== "seen") return undefined;
  const [hottest] = side.cpu.functions;
  if (hottest === undefined) return undefined;
  const line = hottestLineOf(hottest, side.cpu);
  return { function: hottest, line: line && { ...line, text: textOfLine(side, line) } };
}

/** Undefined where more time may have gone to a line that is not known. */
function hottestLineOf({ file, name, share }: HotFunction, { lines }: CpuEvidence) {
  const own = lines.filter((line) => line.file === file && line.function === name);
  const unknown = own.reduce((rest, line) => rest - line.share, share);
  return own.find((line) => line.share >= unknown);
}

/**
 * Advice is only about places that take this share of the time or more. A version in which a smaller
 * one is free is faster by less than two gradings of the same code may differ.
 */
export const worthAdvice = 0.05;

/** Places on hot lines at which V8 gave up on telling shapes apart; undefined if unknown. */
export function hotSitesOf({
  cpu,
  shapes,
}: Pick<SideEvidence, "cpu" | "shapes">): readonly MegamorphicSite[] | undefined {
  if (cpu.state === "missing" || shapes.state === "missing") return undefined;
  const hotLines = cpu.lines.filter(({ share }) => share >= worthAdvice);
  return shapes.megamorphic.filter((site) =>
    hotLines.some(({ file, line }) => file === site.file && line === site.line),
  );
}

/**
 * Amdahl's bound: the speedup that is left if a part that takes `share` of the time took none.
 * G. M. Amdahl, Validity of the single processor approach (AFIPS 1967).
 */
export function amdahlBound(share: number): number {
  return 1 / (1 - Math.min(share, 1));
}

/** The bound of a share as it is shown: near 1 it changes much with digits that are not. */
export function shownBound(share: number): number {
  return amdahlBound(shownShare(share));
}
