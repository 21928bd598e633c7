import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { readShapesLog } from "../../src/evidence/profilers/shapes.ts";
import { findShapes } from "../../src/evidence/tables/shapes.ts";
import { outlinesOf } from "../../src/evidence/tables/sources.ts";
import { measuring } from "../support/measuring.ts";

afterEach(() => expect(liveProcessCount()).toBe(0));
const own = "file:///stage/candidate/index.ts";

const log = (...lines: string[]) => `${lines.join("\n")}\n`;

/** Code of a function, at an address, 100 bytes long. */
const created = (address: string, name: string, url = own, at = "3:17") =>
  `code-creation,JS,10,74784,${address},100,${name} ${url}:${at},0x92060e8bd20,~`;

/** An access at an address, after which V8 remembers so much. */
const access = (kind: string, pc: string, state: string, map: string, property: string) =>
  `${kind},${pc},74807,4,12,P,${state},${map},${property},,`;

/** Accesses to a property in the code at 0x1000 by so many shapes, until V8 gave up. */
const accesses = (kind: string, count: number, property: string, pc = "0x1010") =>
  Array.from({ length: count }, (_, index) =>
    access(kind, pc, index < 4 ? "P" : "N", `0x${index + 100}`, property),
  );

const loads = (count: number, property = "width", pc?: string) =>
  accesses("LoadIC", count, property, pc);

const deoptimized = (place: string, reason: string) =>
  `code-deopt,81847,384,0x7f8253043c00,-1,423,deopt-eager,${place},${reason}`;

describe("V8's log of shapes", measuring, () => {
  it("tells where V8 gave up, on what, and how many shapes it saw", () => {
    const { megamorphic } = readShapesLog(log(created("0x1000", "area"), ...loads(8)));
    expect(megamorphic).toEqual([
      {
        ...{ url: own, function: "area", line: 4, column: 12 },
        ...{ access: "load", property: "width", shapes: 8 },
      },
    ]);
  });

  it("tells loads from stores, also by a key", () => {
    const { megamorphic } = readShapesLog(
      log(
        created("0x1000", "area"),
        ...accesses("KeyedLoadIC", 5, "0"),
        ...accesses("StoreIC", 5, "width"),
      ),
    );
    expect(megamorphic.map(({ access, property }) => [access, property])).toEqual([
      ["load", "0"],
      ["store", "width"],
    ]);
  });

  it("counts a shape that was met again once", () => {
    const { megamorphic } = readShapesLog(log(created("0x1000", "area"), ...loads(6), ...loads(6)));
    expect(megamorphic.map((site) => site.shapes)).toEqual([6]);
  });

  it("says nothing of a place where V8 gave up on many keys of few shapes", () => {
    const keyed = access("KeyedLoadIC", "0x1010", "N", "0x1", "height");
    expect(readShapesLog(log(created("0x1000", "area"), keyed)).megamorphic).toEqual([]);
  });

  it("says nothing of a place where V8 did not give up", () => {
    expect(readShapesLog(log(created("0x1000", "area"), ...loads(4))).megamorphic).toEqual([]);
  });

  it.each([
    ["a,b", "a\\x2Cb"],
    ["a,b", "a,b"],
    ["größe in €", "gr\\xf6\\xdfe in \\u20AC"],
    ["", ""],
  ])("knows the property %j by the name %s of the log", (name, written) => {
    const { megamorphic } = readShapesLog(log(created("0x1000", "area"), ...loads(5, written)));
    expect(megamorphic.map(({ property }) => property)).toEqual([name]);
  });

  it("knows the code that was put last where other code had been", () => {
    const other = "file:///stage/candidate/other.ts";
    const { megamorphic } = readShapesLog(
      log(
        created("0x1000", "area"),
        ...loads(5),
        created("0x0ff0", "perimeter", other),
        ...loads(5, "height"),
      ),
    );
    expect(megamorphic).toMatchObject([
      { url: own, function: "area", property: "width" },
      { url: other, function: "perimeter", property: "height" },
    ]);
  });

  it("follows code that the garbage collector moved", () => {
    const { megamorphic } = readShapesLog(
      log(created("0x1000", "area"), "code-move,0x1000,0x5000", ...loads(5, "width", "0x5063")),
    );
    expect(megamorphic).toMatchObject([{ function: "area", property: "width" }]);
  });

  it.each([
    [
      "code of V8, which has no file",
      ["code-creation,Builtin,3,9,0x1000,100,ArrayMap", ...loads(5)],
    ],
    ["code at an address that nothing is known of", loads(5)],
    ["code that ends before", [created("0x0f00", "area"), ...loads(5)]],
  ])("leaves out accesses in %s", (_, lines) => {
    expect(readShapesLog(log(...lines)).megamorphic).toEqual([]);
  });

  it("knows the top level of a module, which has no name", () => {
    const script = created("0x1000", "", own, "1:1");
    const { megamorphic } = readShapesLog(log(script, ...loads(5)));
    expect(megamorphic).toMatchObject([{ url: own, function: "" }]);
  });

  it("is read past lines that make no sense", () => {
    const garbage = [
      ...[
        "",
        ",,,,",
        "LoadIC",
        "LoadIC,,,,,,,,",
        "LoadIC,0x,1,2",
        "StoreIC,zzz,1,4,12,P,N,0x1,a,,",
      ],
      ...[
        "code-creation",
        "code-creation,JS,1,1,what,many,area",
        "code-creation,JS,1,1,0x1000,x,y",
      ],
      ...[
        "code-move,1,2",
        "code-move,0x9,here",
        "code-deopt",
        "code-deopt,1,<no place>,reason",
        "\0\xff",
      ],
    ];
    const { megamorphic, deoptimizations } = readShapesLog(
      log(...garbage, created("0x1000", "area"), ...loads(5), ...garbage),
    );
    expect(megamorphic).toHaveLength(1);
    expect(deoptimizations).toEqual([]);
  });

  it("is read without its last line when that was cut off", () => {
    const whole = log(
      created("0x1000", "area"),
      ...loads(5),
      deoptimized(`<${own}:4:12>`, "overflow"),
    );
    const next = `${access("LoadIC", "0x1010", "N", "0x999", "width")}\n`;
    for (let length = 0; length < next.length; length++) {
      expect(readShapesLog(whole + next.slice(0, length))).toEqual(readShapesLog(whole));
    }
    expect(readShapesLog("")).toEqual({ megamorphic: [], deoptimizations: [] });
  });

  it("tells which optimized code was thrown away, where, why and how often", () => {
    const { deoptimizations } = readShapesLog(
      log(
        deoptimized(`<${own}:4:12>`, "not a Smi"),
        deoptimized(`<${own}:4:12> inlined at <${own}:9:3>`, "not a Smi"),
        deoptimized(`<${own}:4:12>`, "wrong map"),
      ),
    );
    const place = { url: own, line: 4, column: 12 };
    expect(deoptimizations).toEqual([
      { ...place, reason: "not a Smi", times: 2 },
      { ...place, reason: "wrong map", times: 1 },
    ]);
  });

  it.each(["prepare for on stack replacement (OSR)", "OSR", "Insufficient type feedback for call"])(
    "leaves out code that was thrown away because of: %s",
    (reason) => {
      const { deoptimizations } = readShapesLog(log(deoptimized(`<${own}:4:12>`, reason)));
      expect(deoptimizations).toEqual([]);
    },
  );
});

describe("the shapes of a side", measuring, async () => {
  const outlines = await outlinesOf("/stage/candidate", new Map([["index.ts", "export {};\n"]]));
  const at = (url: string, line: number, shapes: number) => ({
    ...{ url, function: "area", line, column: 12, access: "load" as const },
    ...{ property: "width", shapes },
  });

  it("are those in its own source, the place with the most shapes first", () => {
    const url = pathToFileURL("/stage/candidate/index.ts").href;
    const seen = [at("file:///grader/runner.ts", 1, 99), at(url, 1, 5), at(url, 2, 8)];
    const { megamorphic } = findShapes({ megamorphic: seen, deoptimizations: [] }, outlines);
    expect(megamorphic.map(({ file, shapes }) => [file, shapes])).toEqual([
      ["index.ts", 8],
      ["index.ts", 5],
    ]);
  });

  it("with the most are kept of a long list", () => {
    const url = pathToFileURL("/stage/candidate/index.ts").href;
    const seen = Array.from({ length: 200 }, (_, index) => at(url, index + 1, index));
    const { megamorphic } = findShapes({ megamorphic: seen, deoptimizations: [] }, outlines);
    expect(megamorphic[0]).toMatchObject({ shapes: 199 });
    expect(megamorphic.length).toBeLessThan(200);
  });
});
