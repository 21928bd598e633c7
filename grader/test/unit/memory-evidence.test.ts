import { stripTypeScriptTypes } from "node:module";
import { describe, expect, it } from "vitest";
import { lineAllocations } from "../../src/evidence/profilers/line-allocations.ts";
import { BrokenRecording, type Profiler } from "../../src/evidence/profilers/profiler.ts";
import { v8Cpu } from "../../src/evidence/profilers/v8-cpu.ts";
import { type HeapNode, v8Heap } from "../../src/evidence/profilers/v8-heap.ts";
import { type RecordedVitals, vitals } from "../../src/evidence/profilers/vitals.ts";
import { findAllocations, findLineAllocations } from "../../src/evidence/tables/allocations.ts";
import { type Outlines, outlinesOf } from "../../src/evidence/tables/sources.ts";
import { readVitals } from "../../src/evidence/tables/vitals.ts";

const source = `export function report(rows: readonly number[]): string[] {
  return rows.map((row) => nameOf(row));
}
function nameOf(row: number): string {
  return [row].join();
}
`;

const outlines: Outlines = await outlinesOf(
  "/stage/candidate",
  new Map([["index.ts", stripTypeScriptTypes(source)]]),
);
const [own = ""] = outlines.keys();

/** A node of a heap profile: bytes of its own, and what it calls. */
function node(
  functionName: string,
  [line, column]: readonly [line: number, column: number],
  selfSize: number,
  children: readonly HeapNode[] = [],
  url = own,
): HeapNode {
  const callFrame = { functionName, url, lineNumber: line - 1, columnNumber: column };
  return { callFrame, selfSize, children };
}

const builtIn = (name: string, selfSize: number, children: readonly HeapNode[] = []) =>
  node(name, [0, -1], selfSize, children, "");

const allocationsOf = (...children: readonly HeapNode[]) =>
  findAllocations({ head: builtIn("(root)", 0, children), calls: 10 }, outlines);

describe("what a function allocates", () => {
  it("is its own, its callbacks' and the built-ins' that it calls, per call", () => {
    const callback = node("", [2, 18], 100, [node("nameOf", [4, 15], 700, [builtIn("join", 300)])]);
    const { functions, bytesPerCall } = allocationsOf(
      node("report", [1, 22], 200, [builtIn("map", 500, [callback])]),
    );
    expect(functions).toEqual([
      { name: "nameOf", file: "index.ts", line: 4, bytesPerCall: 100 },
      { name: "report", file: "index.ts", line: 1, bytesPerCall: 80 },
    ]);
    expect(bytesPerCall).toBe(180);
  });

  it("is summed over the places that it was called from", () => {
    const { functions } = allocationsOf(
      node("nameOf", [4, 15], 100),
      node("report", [1, 22], 0, [node("nameOf", [4, 15], 300)]),
    );
    expect(functions).toMatchObject([{ name: "nameOf", bytesPerCall: 40 }]);
  });

  it("is not what others allocate that it did not call", () => {
    const runner = node("encode", [1, 1], 5000, [], "file:///grader/runner.js");
    expect(allocationsOf(runner, builtIn("parse", 70))).toMatchObject({
      ...{ bytesPerCall: 0, functions: [] },
    });
  });
});

describe("the bytes of lines", () => {
  const record = async (counts: readonly (readonly [number, number])[]) => {
    const profiler = lineAllocations();
    // Sites 0 to 3: the function, its two statements, and the callback.
    await profiler.rewrite?.(
      `export function run() {
  const list = [1];
  return list.map((one) =>
    [one]);
}`,
      "index.ts",
    );
    return findLineAllocations(profiler.read({ recording: counts, scratch: "", calls: 10 }));
  };

  it("are those of all probes on a line, the most first", async () => {
    const { lines } = await record([
      [10, 0],
      [10, 400],
      [10, 900],
      [10, 1000],
    ]);
    expect(lines).toEqual([
      { file: "index.ts", line: 4, bytesPerCall: 100 },
      { file: "index.ts", line: 3, bytesPerCall: 90 },
      { file: "index.ts", line: 2, bytesPerCall: 40 },
    ]);
  });

  it("are left out where they are too few each time, or nothing was measured", async () => {
    const { lines } = await record([
      [1000, 23_000],
      [0, 0],
      [1, 24],
    ]);
    expect(lines).toMatchObject([{ line: 3 }]);
    expect((await record([])).lines).toEqual([]);
  });
});

const recorded: RecordedVitals = {
  ...{ calls: 10, wallMs: 400, activeMs: 100, idleMs: 300, collectMs: 20, collections: 5 },
  ...{ bytes: 5000, delayMs: { p99: 3, longest: 9 } },
};

describe("the vitals", () => {
  it("are of one call, and of the time in which the loop was busy", () => {
    expect(readVitals(recorded, true)).toEqual({
      ...{ calls: 10, bytesPerCall: 500, garbageCollection: 0.2, collectionsPerCall: 0.5 },
      loop: { utilization: 0.25, delayMs: { p99: 3, longest: 9 } },
    });
  });

  it("know no loop for an entry that answers at once", () => {
    const seen = readVitals(recorded, false);
    expect(seen.loop).toBeUndefined();
    expect(seen.garbageCollection).toBe(0.05);
  });

  it("of calls that never gave way have a loop that each blocked for as long as it took", () => {
    const still = { ...recorded, activeMs: 0, idleMs: 0, delayMs: { p99: 0, longest: 0 } };
    expect(readVitals(still, true).loop).toEqual({
      utilization: 1,
      delayMs: { p99: 40, longest: 40 },
    });
  });

  it("are no more than all of the time, and a number when there was none", () => {
    expect(readVitals({ ...recorded, collectMs: 999 }, true).garbageCollection).toBe(1);
    const nothing = { ...recorded, wallMs: 0, activeMs: 0, idleMs: 0, collectMs: 0 };
    expect(readVitals(nothing, true).garbageCollection).toBe(0);
  });
});

describe("a recording that is not what its profiler makes is refused:", () => {
  const profilers: readonly Profiler<unknown>[] = [v8Cpu, v8Heap, lineAllocations(), vitals];
  const recordings = [
    ...[undefined, null, 7, "text", [], {}, [[1]], [[1, -1]], [["1", 1]], { profile: {} }],
    ...[{ profile: { head: {} } }, { profile: { nodes: [{}], samples: [], timeDeltas: [] } }],
    { ...recorded, wallMs: Number.NaN, resolutionMs: 2 },
  ];

  it.each(profilers.map((profiler) => [profiler.name, profiler] as const))("%s", (_, profiler) => {
    const hasForm = (recording: unknown) =>
      profiler.name === "allocation by line" && Array.isArray(recording) && recording.length === 0;
    for (const recording of recordings.filter((one) => !hasForm(one))) {
      const read = () => profiler.read({ recording, scratch: "", calls: 1 });
      expect(read, JSON.stringify(recording)).toThrow(BrokenRecording);
    }
  });
});
