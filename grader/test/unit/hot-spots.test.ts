import { describe, expect, it } from "vitest";
import { outlineOf } from "../../src/course/source/functions.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";
import {
  amdahlBound,
  type CpuEvidence,
  hotSpotOf,
  type SideEvidence,
} from "../../src/evidence/evidence.ts";
import type { CpuProfile, CpuProfileNode } from "../../src/evidence/profilers/cpu-profile.ts";
import type { RecordedProfile } from "../../src/evidence/profilers/cpu-samples.ts";
import { findHotSpots } from "../../src/evidence/tables/hot-spots.ts";
import type { Outlines } from "../../src/evidence/tables/sources.ts";
import { plainSide } from "../support/example-results.ts";

const source = `export function report(rows: readonly Row[]): string {
  const names = rows.map((row) => nameOf(row.id));
  return total(rows, names, heading);
}

function nameOf(id: number): string {
  return table.find((entry) => entry.id === id)?.name ?? "";
}

const total = (rows: readonly Row[]) => {
  return rows.reduce((sum, row) => sum + row.price, 0);
};
interface Row { readonly id: number; readonly price: number }
const heading = "names";
const table: { id: number; name: string }[] = [];
`;

const own = "file:///stage/candidate/index.ts";

function outlinesOf(text: string): Outlines {
  const parsed = parseTypeScript(text);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  return new Map([[own, { file: "index.ts", outline: outlineOf(parsed.program) }]]);
}

/** A frame of a profile as a tree: how many samples it was on top of the stack, by line. */
interface Frame {
  readonly name: string;
  /** Where the function begins, in our own source; a built-in has none. */
  readonly at?: readonly [line: number, column: number];
  readonly url?: string;
  /** Samples by line. */
  readonly ticks?: Readonly<Record<number, number>>;
  /** Samples without a line. */
  readonly samples?: number;
  readonly calls?: readonly Frame[];
}

/** A profile in V8's format from a tree below the root, its samples in the order of the tree. */
function profileOf(...frames: readonly Frame[]): CpuProfile {
  const nodes: CpuProfileNode[] = [];
  const samples: number[] = [];
  const add = (frame: Frame): number => {
    const id = nodes.length + 1;
    nodes.push(nodeOf(frame, id, []));
    const onTop = Object.values(frame.ticks ?? {}).reduce((sum, ticks) => sum + ticks, 0);
    samples.push(...new Array<number>(onTop + (frame.samples ?? 0)).fill(id));
    nodes[id - 1] = nodeOf(frame, id, (frame.calls ?? []).map(add));
    return id;
  };
  add({ name: "(root)", calls: frames });
  return { nodes, samples, timeDeltas: samples.map(() => 1000) };
}

function nodeOf(frame: Frame, id: number, children: readonly number[]): CpuProfileNode {
  const { name, at, url = at === undefined ? "" : own, ticks = {} } = frame;
  const [line, column] = at ?? [0, -1];
  return {
    id,
    callFrame: { functionName: name, url, lineNumber: line - 1, columnNumber: column },
    children,
    positionTicks: Object.entries(ticks).map(([on, count]) => ({ line: Number(on), ticks: count })),
  };
}

const report = { name: "report", at: [1, 22] } as const;
const nameOf = { name: "nameOf", at: [6, 15] } as const;
const total = { name: "total", at: [10, 14] } as const;
const collector = { name: "(garbage collector)" };
const timed = (...calls: readonly Frame[]): Frame => ({ name: "runTimedCalls", calls });

const hotSpotsOf = (...frames: readonly Frame[]): CpuEvidence =>
  findHotSpots(recordedAll(profileOf(...frames)), outlinesOf(source), false);

/** All of a profile, of which each sample stands for a ms, as that of ten calls. */
function recordedAll(profile: CpuProfile): RecordedProfile {
  const window = { from: 0, to: 1000 * profile.samples.length, cpuMs: 0 };
  return { profile, windows: [window], intervalMs: 1, calls: 10 };
}

const functionShares = ({ functions }: CpuEvidence) =>
  Object.fromEntries(functions.map(({ name, share }) => [name, share]));

const lineShares = ({ lines }: CpuEvidence) =>
  Object.fromEntries(lines.map(({ line, share }) => [line, share]));

describe("hot spots", () => {
  it("are the own time of functions and lines, hottest first", () => {
    const found = hotSpotsOf(
      timed(
        { ...report, ticks: { 2: 1 }, calls: [{ ...total, ticks: { 11: 6, 10: 1 } }] },
        { ...nameOf, ticks: { 7: 2 } },
      ),
    );
    expect(found.samples).toBe(10);
    expect(found.msPerCall).toBeCloseTo(1);
    const near = (value: number) => expect.closeTo(value);
    expect(found.functions).toEqual([
      { name: "total", file: "index.ts", line: 10, share: 0.7, msPerCall: near(0.7) },
      { name: "nameOf", file: "index.ts", line: 6, share: 0.2, msPerCall: near(0.2) },
      { name: "report", file: "index.ts", line: 1, share: 0.1, msPerCall: near(0.1) },
    ]);
    const place = { function: "total", file: "index.ts", line: 11 };
    expect(found.lines[0]).toMatchObject({ ...place, share: 0.6 });
    expect(lineShares(found)).toEqual({ 11: 0.6, 7: 0.2, 10: 0.1, 2: 0.1 });
  });

  it("add up the places that a function was called from", () => {
    const found = hotSpotsOf(
      timed(
        { ...nameOf, ticks: { 7: 2 } },
        { ...report, calls: [{ ...nameOf, ticks: { 7: 1, 6: 1 } }] },
      ),
    );
    expect(functionShares(found)).toEqual({ nameOf: 1 });
    expect(lineShares(found)).toEqual({ 7: 0.75, 6: 0.25 });
  });

  it("count closures for the named function around them, with their own lines", () => {
    const closure = { name: "", at: [7, 20] } as const;
    const found = hotSpotsOf(
      timed({ ...nameOf, ticks: { 6: 1 }, calls: [{ ...closure, ticks: { 7: 3 } }] }),
    );
    expect(functionShares(found)).toEqual({ nameOf: 1 });
    const place = { function: "nameOf", file: "index.ts", line: 7 };
    expect(found.lines[0]).toMatchObject({ ...place, share: 0.75 });
  });

  it("count code outside of any function for the top level", () => {
    const found = hotSpotsOf(timed({ name: "", at: [13, 0], ticks: { 14: 2 } }));
    expect(functionShares(found)).toEqual({ "(top level)": 1 });
  });

  it("count samples in built-ins and libraries for the nearest own caller", () => {
    const library = { name: "sort", url: "node:internal/sort" };
    const builtIn: Frame = { name: "reduce", samples: 2, calls: [{ ...library, samples: 1 }] };
    const found = hotSpotsOf(timed({ ...total, ticks: { 11: 1 }, calls: [builtIn] }));
    expect(functionShares(found)).toEqual({ total: 1 });
    expect(lineShares(found)).toEqual({ 11: 1 });
  });

  it("give what a built-in took to the one line that calls it", () => {
    const found = hotSpotsOf(
      timed({ ...total, ticks: { 10: 1 }, calls: [{ name: "reduce", samples: 4 }] }),
    );
    expect(lineShares(found)).toEqual({ 11: 0.8, 10: 0.2 });
  });

  it("give what Node took, through a wrapper of another name, to the line that calls it", () => {
    const text = "export function f() {\n  console.log(1);\n  if (a) b++;\n}\n";
    const log: Frame = { name: "log", url: "node:internal/console/constructor", samples: 95 };
    const called = { name: "consoleCall", calls: [log] };
    const f = { name: "f", at: [1, 17], ticks: { 3: 5 }, calls: [called] } as const;
    const found = findHotSpots(recordedAll(profileOf(timed(f))), outlinesOf(text), false);
    expect(lineShares(found)).toEqual({ 2: 0.95, 3: 0.05 });
  });

  it.each<[string, Record<number, number>, Record<number, number>]>([
    ["as their own samples are", { 2: 1, 3: 3, 4: 6 }, { 2: 0.25, 3: 0.75 - 0.06, 4: 0.06 }],
    ["to none of them when they have none", { 4: 10 }, { 4: 0.1 }],
  ])("share what two lines call: %s", (_, ticks, expected) => {
    const text = "export function f() {\n  log(1);\n  log(2);\n  if (a) b++;\n}\n";
    const log: Frame = { name: "log", samples: 90 };
    const f = { name: "f", at: [1, 17], ticks, calls: [log] } as const;
    const found = findHotSpots(recordedAll(profileOf(timed(f))), outlinesOf(text), false);
    expect(functionShares(found)).toEqual({ f: 1 });
    const { 2: first, 3: second, 4: third } = lineShares(found);
    expect([first, second, third]).toEqual(
      [expected[2], expected[3], expected[4]].map((share) =>
        share === undefined ? undefined : expect.closeTo(share, 1),
      ),
    );
  });

  it("know a function, but no line, when only built-ins of unknown lines were seen", () => {
    const found = hotSpotsOf(timed({ ...total, calls: [{ name: "RegExp: a+", samples: 4 }] }));
    expect(functionShares(found)).toEqual({ total: 1 });
    expect(found.lines).toEqual([]);
  });

  it("leave out samples that have no own caller", () => {
    const found = hotSpotsOf(timed({ name: "join", samples: 1 }, { ...total, ticks: { 11: 3 } }));
    expect(functionShares(found)).toEqual({ total: 1 });
    expect(found.samples).toBe(3);
  });

  it("leave out what was sampled outside of the windows, such as loading and warming up", () => {
    const profile = profileOf(
      timed({ ...nameOf, ticks: { 7: 50 } }),
      timed({ ...total, ticks: { 11: 4 } }),
    );
    const windows = [{ from: 50_500, to: 60_000, cpuMs: 4 }];
    const recorded = { profile, windows, intervalMs: 1, calls: 2 };
    const found = findHotSpots(recorded, outlinesOf(source), false);
    expect(functionShares(found)).toEqual({ total: 1 });
    expect(found.samples).toBe(4);
    // 4 samples of 1.1 ms in 2 calls: for the rest of the 9.5 ms the process had no CPU.
    expect(found.msPerCall).toBeCloseTo((4 * 1.1) / 2);
  });

  it("are empty for an empty profile and for one without the side's own code", () => {
    const empty = recordedAll({ nodes: [], samples: [], timeDeltas: [] });
    for (const found of [
      findHotSpots(empty, outlinesOf(source), false),
      hotSpotsOf({ name: "readSync", samples: 5 }),
    ]) {
      const nothing = { functions: [], lines: [], flame: [], elsewhere: [] };
      expect(found).toMatchObject({ ...nothing, garbageCollection: 0, samples: 0, msPerCall: 0 });
    }
  });

  it("come out of a profile that is nested as deep as a stack can be", () => {
    const deep = Array.from({ length: 2000 }).reduce<Frame>(
      (inner) => ({ ...total, calls: [inner] }),
      { ...total, ticks: { 11: 1 } },
    );
    expect(functionShares(hotSpotsOf(timed(deep)))).toEqual({ total: 1 });
  });
});

describe("garbage collection", () => {
  it("counts for what ran before it, and for the share of collecting", () => {
    const found = hotSpotsOf(
      timed({ ...total, ticks: { 11: 2 } }),
      { ...collector, samples: 1 },
      timed({ ...nameOf, ticks: { 7: 1 } }),
    );
    expect(found.garbageCollection).toBe(0.25);
    expect(functionShares(found)).toEqual({ total: 0.75, nameOf: 0.25 });
  });

  it("counts for what ran before a whole run of collector samples", () => {
    const found = hotSpotsOf(timed({ ...nameOf, ticks: { 7: 1 } }), { ...collector, samples: 3 });
    expect(functionShares(found)).toEqual({ nameOf: 1 });
    expect(found.garbageCollection).toBe(0.75);
  });

  it.each<[string, Frame[], number]>([
    ["nothing ran before", [], 0],
    ["what ran before was not the side's", [{ name: "readSync", samples: 5 }], 0],
    [
      "the process waited before",
      [timed({ ...nameOf, ticks: { 7: 2 } }), { name: "(idle)", samples: 1 }],
      2,
    ],
  ])("does not count when %s", (_when, before, timedBefore) => {
    const after = timed({ ...total, ticks: { 11: 1 } });
    const found = hotSpotsOf(...before, { ...collector, samples: 4 }, after);
    expect(found.samples).toBe(timedBefore + 1);
    expect(found.garbageCollection).toBe(0);
  });
});

describe("samples on a line that calls a function of the source", () => {
  const caller: Frame = { ...report, ticks: { 3: 6, 1: 2 } };

  it("go to that function, because V8 loses it when a built-in runs for it", () => {
    const found = hotSpotsOf(timed({ ...caller, calls: [{ ...total, ticks: { 11: 1, 10: 1 } }] }));
    expect(functionShares(found)).toEqual({ total: 0.8, report: 0.2 });
    expect(lineShares(found)).toEqual({ 11: 0.4, 10: 0.4, 1: 0.2 });
  });

  it("go to that function without a line when none of its lines was seen", () => {
    const found = hotSpotsOf(timed({ ...caller, calls: [total] }));
    expect(functionShares(found)).toEqual({ total: 0.75, report: 0.25 });
    expect(lineShares(found)).toEqual({ 1: 0.25 });
  });

  it("stay where they are when the profile has not seen it called", () => {
    const found = hotSpotsOf(timed(caller));
    expect(functionShares(found)).toEqual({ report: 1 });
    expect(lineShares(found)).toEqual({ 3: 0.75, 1: 0.25 });
  });

  it("stay where they are when it is not a function of the source", () => {
    const library = { name: "total", url: "node:internal/total", samples: 2 };
    const found = hotSpotsOf(timed({ ...caller, calls: [library] }));
    expect(functionShares(found)).toEqual({ report: 1 });
  });

  it("stay where they are when the line calls two functions that were seen", () => {
    const text =
      "export function f() {\n  return g() + h();\n}\nfunction g() {}\nfunction h() {}\n";
    const profile = profileOf(
      timed({
        name: "f",
        at: [1, 17],
        ticks: { 2: 4 },
        calls: [
          { name: "g", at: [4, 10], ticks: { 4: 1 } },
          { name: "h", at: [5, 10], ticks: { 5: 1 } },
        ],
      }),
    );
    const found = findHotSpots(recordedAll(profile), outlinesOf(text), false);
    expect(found.functions[0]).toMatchObject({ name: "f", share: 4 / 6 });
  });

  it("stay where they are when the line also does work of its own", () => {
    const text = "export function f() {\n  return g() === heading;\n}\nfunction g() {}\n";
    const profile = profileOf(
      timed({
        ...{ name: "f", at: [1, 17], ticks: { 2: 8 } },
        calls: [{ name: "g", at: [4, 10], ticks: { 4: 2 } }],
      }),
    );
    const found = findHotSpots(recordedAll(profile), outlinesOf(text), false);
    expect(functionShares(found)).toEqual({ f: 0.8, g: 0.2 });
  });

  it("go through a method that calls it for each element", () => {
    const callback = { name: "", at: [2, 26], ticks: { 2: 1 } } as const;
    const map = { name: "map", calls: [{ ...callback, calls: [{ ...nameOf, ticks: { 7: 1 } }] }] };
    const found = hotSpotsOf(timed({ ...report, ticks: { 2: 8 }, calls: [map] }));
    expect(functionShares(found)).toEqual({ nameOf: 1 });
  });

  it("go to what that function calls in turn, as far as samples were seen there", () => {
    const text =
      "export function f() {\n  g();\n}\nfunction g() {\n  h();\n  return 1;\n}\nfunction h() {}\n";
    const h = { name: "h", at: [8, 10], ticks: { 8: 3 } } as const;
    const g = { name: "g", at: [4, 10], ticks: { 6: 1 }, calls: [h] } as const;
    const profile = profileOf(timed({ name: "f", at: [1, 17], ticks: { 2: 4 }, calls: [g] }));
    const found = findHotSpots(recordedAll(profile), outlinesOf(text), false);
    expect(functionShares(found)).toEqual({ h: 0.75, g: 0.25 });
  });
});

describe("an entry that is awaited, or a server,", () => {
  const runner = { name: "encodeAnswer", url: "file:///scratch/runner.js", samples: 7 };
  const http = { name: "parserOnHeadersComplete", url: "node:_http_common", samples: 3 };
  const waiting = () =>
    findHotSpots(
      recordedAll(
        profileOf(
          { ...total, ticks: { 11: 5 } },
          { ...runner, calls: [{ name: "stringify", samples: 1 }] },
          { ...http, calls: [{ name: "push", samples: 1 }] },
          { name: "(program)", samples: 1 },
          { name: "(idle)", samples: 20 },
        ),
      ),
      outlinesOf(source),
      true,
    );

  it("has time in Node and in the system, and time in which it waits", () => {
    const { elsewhere, samples } = waiting();
    expect(samples).toBe(10);
    expect(elsewhere.map(({ kind, share }) => [kind, share])).toEqual([
      ["Node.js", 0.4],
      ["V8 and the system", 0.1],
      ["waiting", expect.closeTo(1.9, 1)],
    ]);
  });

  it("is charged for nothing that the runner does", () => {
    expect(functionShares(waiting())).toEqual({ total: 0.5 });
  });
});

describe("the flame graph of a side", () => {
  it("is its own frames, with what V8 and Node did for them in them", () => {
    const library = { name: "sort", url: "node:internal/sort", samples: 2 };
    const { flame } = hotSpotsOf(
      timed({
        ...report,
        ticks: { 2: 1 },
        calls: [
          { ...total, ticks: { 11: 3 }, calls: [library] },
          { name: "map", calls: [{ name: "", at: [2, 26], ticks: { 2: 4 } }] },
        ],
      }),
    );
    expect(flame).toMatchObject([
      {
        ...{ name: "report", file: "index.ts", line: 1, msPerCall: 1 },
        children: [
          { name: "total", msPerCall: 0.5, children: [] },
          { name: "report callback", msPerCall: 0.4, children: [] },
        ],
      },
    ]);
  });

  it("leaves out frames that nobody could see", () => {
    const rare = { ...nameOf, ticks: { 7: 1 } };
    const { flame } = hotSpotsOf(timed({ ...total, ticks: { 11: 999 } }, rare));
    expect(flame.map(({ name }) => name)).toEqual(["total"]);
  });
});

describe("the hot spot of a side", () => {
  const sideOf = (cpu: CpuEvidence): SideEvidence => ({
    ...plainSide,
    cpu: { state: "seen", ...cpu },
    sources: { "index.ts": source },
  });

  it("is the hottest function, and the hottest line in it with its text", () => {
    const found = hotSpotsOf(
      timed({ ...total, ticks: { 11: 4, 10: 3 } }, { ...nameOf, ticks: { 7: 5 } }),
    );
    expect(hotSpotOf(sideOf(found))).toMatchObject({
      function: { name: "total" },
      line: { line: 11, text: "return rows.reduce((sum, row) => sum + row.price, 0);" },
    });
  });

  it("has no line when the profile saw none", () => {
    const found = hotSpotsOf(timed({ ...total, samples: 4 }));
    expect(hotSpotOf(sideOf(found))).toMatchObject({ line: undefined });
  });

  it("is unknown without a profile, and when there is no sample of the source", () => {
    const missing = { ...plainSide, cpu: { state: "missing", why: "it crashed" } } as const;
    expect(hotSpotOf(missing)).toBeUndefined();
    expect(hotSpotOf(undefined)).toBeUndefined();
    expect(hotSpotOf(sideOf(hotSpotsOf({ name: "join", samples: 3 })))).toBeUndefined();
  });
});

describe("Amdahl's bound", () => {
  it.each([
    [0, 1],
    [0.5, 2],
    [0.75, 4],
    [1, Number.POSITIVE_INFINITY],
    [1 + 1e-15, Number.POSITIVE_INFINITY],
  ])("for a share of %d is %d", (share, bound) => {
    expect(amdahlBound(share)).toBe(bound);
  });
});
