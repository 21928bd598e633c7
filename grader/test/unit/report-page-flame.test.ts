import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlameFrame } from "../../src/evidence/evidence.ts";
import { comparerOf, differenceOf } from "../../src/reports/page/flame-difference.ts";
import { layOutFlame, type MergedFrame, mergeFlames } from "../../src/reports/page/flame-layout.ts";

/** A frame that took this long itself, beside what it called. */
function frame(name: string, ownMs: number, children: readonly FlameFrame[] = []): FlameFrame {
  const below = children.reduce((sum, { msPerCall }) => sum + msPerCall, 0);
  return { name, file: "index.ts", line: 1, msPerCall: ownMs + below, children };
}

const none = { baseline: [], candidate: [] };

/** A root around merged frames, as wide as they are. */
function rootAround(children: readonly MergedFrame[]): MergedFrame {
  const sum = (side: "baseline" | "candidate") =>
    children.reduce((total, { ms }) => total + ms[side], 0);
  const ms = { baseline: sum("baseline"), candidate: sum("candidate") };
  return { name: "one call", file: "", line: 0, ms, children };
}

function withDescendants(merged: MergedFrame): MergedFrame[] {
  return [merged, ...merged.children.flatMap(withDescendants)];
}

function find(merged: readonly MergedFrame[], name: string): MergedFrame {
  const found = merged.flatMap(withDescendants).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

describe("two flame graphs laid over each other", () => {
  it("give a frame that both sides have the time of both", () => {
    const merged = mergeFlames({
      baseline: [frame("entry", 1, [frame("slow", 9)])],
      candidate: [frame("entry", 1, [frame("slow", 2)])],
    });
    expect(merged).toHaveLength(1);
    expect(find(merged, "entry").ms).toEqual({ baseline: 10, candidate: 3 });
    expect(find(merged, "slow").ms).toEqual({ baseline: 9, candidate: 2 });
  });

  it("give a frame that only one side has no time on the other", () => {
    const merged = mergeFlames({
      baseline: [frame("entry", 1, [frame("scan", 9)])],
      candidate: [frame("entry", 1, [frame("index", 2)])],
    });
    expect(find(merged, "scan").ms).toEqual({ baseline: 9, candidate: 0 });
    expect(find(merged, "index").ms).toEqual({ baseline: 0, candidate: 2 });
  });

  it("tell functions of one name in two files apart", () => {
    const other = { ...frame("read", 2), file: "other.ts" };
    const merged = mergeFlames({ ...none, candidate: [frame("read", 1), other] });
    expect(merged.map(({ file, ms }) => [file, ms.candidate])).toEqual([
      ["other.ts", 2],
      ["index.ts", 1],
    ]);
  });

  it("join an entry that was renamed, and remember its former name", () => {
    const merged = mergeFlames({
      baseline: [frame("report", 1, [frame("sum", 4)])],
      candidate: [frame("fastReport", 1, [frame("sum", 2)])],
    });
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({ name: "fastReport", formerName: "report" });
    expect(find(merged, "sum").ms).toEqual({ baseline: 4, candidate: 2 });
  });

  it("join nothing by guess where several topmost frames came and went", () => {
    const merged = mergeFlames({
      baseline: [frame("a", 1), frame("b", 1)],
      candidate: [frame("c", 1)],
    });
    expect(merged.map(({ name }) => name).sort()).toEqual(["a", "b", "c"]);
  });

  it("put the widest first, on whichever side it is wide", () => {
    const merged = mergeFlames({
      baseline: [frame("small", 1), frame("was big", 5)],
      candidate: [frame("is big", 9), frame("small", 2), frame("other", 1)],
    });
    expect(merged.map(({ name }) => name)).toEqual(["is big", "was big", "small", "other"]);
  });

  const flames = fc.letrec<{ frame: FlameFrame; frames: FlameFrame[] }>((tie) => ({
    frame: fc
      .tuple(
        fc.constantFrom("a", "b", "c", "callback"),
        fc.integer({ min: 0, max: 50 }),
        tie("frames"),
      )
      .map(([name, own, children]) => frame(name, own, children)),
    frames: fc.oneof(
      { maxDepth: 4 },
      fc.constant<FlameFrame[]>([]),
      fc.array(tie("frame"), { maxLength: 4 }),
    ),
  })).frames;

  const sum = (frames: readonly { readonly msPerCall: number }[]) =>
    frames.reduce((total, { msPerCall }) => total + msPerCall, 0);

  it("lose no time and make none, however they look", () => {
    fc.assert(
      fc.property(flames, flames, (baseline, candidate) => {
        const { ms, children } = rootAround(mergeFlames({ baseline, candidate }));
        expect(ms).toEqual({ baseline: sum(baseline), candidate: sum(candidate) });
        for (const merged of children.flatMap(withDescendants)) {
          for (const side of ["baseline", "candidate"] as const) {
            const below = merged.children.reduce((total, child) => total + child.ms[side], 0);
            expect(merged.ms[side]).toBeGreaterThanOrEqual(below);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("the picture of a side", () => {
  it("puts frames beside each other, below their caller and within its width", () => {
    const root = rootAround(
      mergeFlames({ ...none, candidate: [frame("entry", 2, [frame("a", 5), frame("b", 3)])] }),
    );
    const { boxes, omitted } = layOutFlame(root, "candidate");
    expect(omitted).toBe(0);
    expect(
      boxes.map(({ frame: { name }, start, width, depth }) => [name, start, width, depth]),
    ).toEqual([
      ["one call", 0, 1, 0],
      ["entry", 0, 1, 1],
      ["a", 0, 0.5, 2],
      ["b", 0.5, 0.3, 2],
    ]);
  });

  it("has no box for what the side does not have", () => {
    const root = rootAround(
      mergeFlames({
        baseline: [frame("gone", 5), frame("kept", 5)],
        candidate: [frame("kept", 5)],
      }),
    );
    const names = layOutFlame(root, "candidate").boxes.map((box) => box.frame.name);
    expect(names).toEqual(["one call", "kept"]);
  });

  it("draws a stack of 500 calls to its end", () => {
    let deepest = frame("recurse", 1);
    for (let depth = 1; depth < 500; depth++) deepest = frame("recurse", 0, [deepest]);
    const root = rootAround(mergeFlames({ baseline: [deepest], candidate: [deepest] }));
    const { boxes } = layOutFlame(root, "baseline", { narrowest: 0.002, mostBoxes: 1000 });
    expect(Math.max(...boxes.map(({ depth }) => depth))).toBe(500);
  });

  it("leaves out thousands of narrow frames, and says how many", () => {
    const narrow = Array.from({ length: 3000 }, (_, index) => frame(`f${index}`, 0.001));
    const root = rootAround(
      mergeFlames({ ...none, candidate: [frame("entry", 10, [...narrow, frame("wide", 5)])] }),
    );
    const { boxes, omitted } = layOutFlame(root, "candidate");
    expect(boxes.map((box) => box.frame.name)).toEqual(["one call", "entry", "wide"]);
    expect(omitted).toBe(3000);
  });

  it("keeps the widest frames, each with its callers, when there are too many", () => {
    const branches = Array.from({ length: 20 }, (_, index) =>
      frame(`branch ${index}`, 0, [frame(`leaf ${index}`, 20 - index)]),
    );
    const root = rootAround(mergeFlames({ ...none, candidate: branches }));
    const { boxes, omitted } = layOutFlame(root, "candidate", { narrowest: 0, mostBoxes: 8 });
    expect(boxes).toHaveLength(8);
    expect(omitted).toBe(41 - 8);
    expect(boxes.filter(({ depth }) => depth === 2)).toHaveLength(3);
  });
});

describe("the colour of a frame", () => {
  const oneMicrosecond = { baseline: 0.001, candidate: 0.001 };

  it.each([
    ["nothing left of it", 8, 0, { kind: "faster", degree: 3 }],
    ["an eighth left", 8, 1, { kind: "faster", degree: 3 }],
    ["a third left", 9, 3, { kind: "faster", degree: 2 }],
    ["a little less", 10, 8, { kind: "faster", degree: 1 }],
    ["as much", 10, 10, { kind: "same" }],
    ["5 % more", 10, 10.5, { kind: "same" }],
    ["half as much again", 10, 15, { kind: "slower", degree: 1 }],
    ["three times as much", 3, 9, { kind: "slower", degree: 2 }],
    ["new", 0, 5, { kind: "slower", degree: 3 }],
  ])("tells %s", (_, baseline, candidate, difference) => {
    expect(differenceOf({ baseline, candidate }, oneMicrosecond)).toEqual(difference);
  });

  it("tells no difference that so few samples can't show", () => {
    const oneMillisecond = { baseline: 1, candidate: 1 };
    expect(differenceOf({ baseline: 6, candidate: 3 }, oneMillisecond)).toEqual({ kind: "same" });
    expect(differenceOf({ baseline: 60, candidate: 30 }, oneMillisecond).kind).toBe("faster");
  });

  it("compares a function that got another caller with itself", () => {
    const root = rootAround(
      mergeFlames({
        baseline: [frame("entry", 0, [frame("old", 1, [frame("parse", 5)])])],
        candidate: [frame("entry", 0, [frame("new", 1, [frame("parse", 5)])])],
      }),
    );
    const compare = comparerOf(root, oneMicrosecond);
    const parse = find([root], "parse");
    expect(compare(parse)).toMatchObject({ difference: { kind: "same" }, isMoved: true });
    expect(compare(find([root], "new")).difference.kind).toBe("slower");
    expect(compare(find([root], "old")).difference.kind).toBe("faster");
  });

  it("counts a moved function that calls itself once", () => {
    const recursive = frame("walk", 1, [frame("walk", 2)]);
    const root = rootAround(
      mergeFlames({
        baseline: [frame("entry", 0, [frame("old", 1, [recursive])])],
        candidate: [frame("entry", 0, [frame("new", 1, [frame("walk", 3)])])],
      }),
    );
    const compared = comparerOf(root, oneMicrosecond)(find([root], "walk"));
    expect(compared.ms).toEqual({ baseline: 3, candidate: 3 });
  });
});
