import { stripTypeScriptTypes } from "node:module";
import { FreshInputs } from "../engine/inputs/fresh-inputs.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import { encode } from "../engine/sandbox/wire.ts";
import { createScratch, removeScratch } from "../engine/scratch.ts";
import { lineAllocations } from "../evidence/profilers/line-allocations.ts";
import { type ProfiledSide, profile } from "../evidence/profilers/profiler.ts";
import { v8Cpu } from "../evidence/profilers/v8-cpu.ts";
import { v8Heap } from "../evidence/profilers/v8-heap.ts";
import { findAllocations, findLineAllocations } from "../evidence/tables/allocations.ts";
import { findHotSpots } from "../evidence/tables/hot-spots.ts";
import { type Outlines, outlinesOf } from "../evidence/tables/sources.ts";
import type { AllocatingProgram, TimedProgram, Truth } from "./truth-programs.ts";

/** What a profiler said, beside the truth. */
export interface Compared {
  /** The function, or the line's number. */
  readonly what: string;
  readonly truth: number;
  readonly seen: number;
}

/** How far a table may be from the truth; what each profiler reaches is in docs/evidence.md. */
export const allowedErrors = {
  /** Points of share. */
  function: 0.06,
  /** Where V8 leaves optimized code again and again: some ticks of its timer are lost meanwhile. */
  leftFunction: 0.1,
  line: 0.08,
  /** Of the true time. */
  msOfCall: 0.4,
  /** Of the true bytes. */
  bytesOfFunction: 0.1,
  bytesOfLine: 0.1,
};

const file = "index.ts";

/** Shares by function and by line, and the time of a call, as the CPU profile shows them. */
export async function profileTimes(program: TimedProgram) {
  const { entryKind, msPerCall } = program;
  const { side, outlines, remove } = await prepare(program);
  try {
    const found = findHotSpots(await profile(v8Cpu, side), outlines, entryKind !== undefined);
    return {
      functions: compare(
        program.functions,
        found.functions.map(({ name, share }) => [name, share]),
      ),
      lines: compare(
        program.lines,
        found.lines.map(({ line, share }) => [String(line), share]),
      ),
      calls:
        msPerCall === undefined
          ? []
          : [{ what: "a call", truth: msPerCall, seen: found.msPerCall }],
    };
  } finally {
    remove();
  }
}

/** Bytes of a call, by function from the heap profile and by line from the probes. */
export async function profileAllocations(program: AllocatingProgram) {
  const { side, outlines, remove } = await prepare(program);
  try {
    const { functions } = findAllocations(await profile(v8Heap, side), outlines);
    const { lines } = findLineAllocations(await profile(lineAllocations(), side));
    return {
      functions: compare(
        program.functions,
        functions.map(({ name, bytesPerCall }) => [name, bytesPerCall]),
      ),
      lines: compare(
        program.lines,
        lines.map(({ line, bytesPerCall }) => [String(line), bytesPerCall]),
      ),
    };
  } finally {
    remove();
  }
}

function compare(truth: Truth, rows: readonly (readonly [string, number])[]): Compared[] {
  const seen = new Map(rows);
  return [...truth].map(([what, value]) => ({ what, truth: value, seen: seen.get(what) ?? 0 }));
}

const seedsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => encode([first + index]));

/** A program in memory as a side that can be profiled. */
async function prepare({
  source: typed,
  entryKind,
  modules,
}: Pick<TimedProgram, "source" | "entryKind" | "modules">): Promise<{
  side: ProfiledSide;
  outlines: Outlines;
  remove(): void;
}> {
  const source = stripTypeScriptTypes(typed);
  const folder = createScratch();
  const module = `${folder}/${file}`;
  const side: ProfiledSide = {
    start: async (recording, rewrite) =>
      processSandbox.start({
        ...{ side: "baseline", module, recording, entry: "run", kind: entryKind ?? "function" },
        sources: new Map([[module, (await rewrite?.(source, file)) ?? source]]),
        modules: modules ?? [],
        readable: [],
        limits: { seconds: 20, heapMegabytes: 256, processMegabytes: 2048 },
      }),
    warmUpInputs: [encode([0])],
    inputs: new FreshInputs({ take: seedsFrom }, { ms: 1000, bytes: 1e6 }),
    mayChangeInput: false,
    load: undefined,
    createFolder: createScratch,
  };
  const outlines = await outlinesOf(folder, new Map([[file, source]]));
  return { side, outlines, remove: () => removeScratch(folder) };
}
