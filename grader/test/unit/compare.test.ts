import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/contract/index.ts";
import { type Difference, firstDifference, missing } from "../../src/engine/correctness/compare.ts";

const exact: Comparison = { kind: "exact" };
const unordered: Comparison = { kind: "unordered" };
const within = (relative: number): Comparison => ({ kind: "within", relative });

const agree = (a: unknown, b: unknown, comparison: Comparison) =>
  firstDifference(a, b, comparison) === undefined &&
  firstDifference(b, a, comparison) === undefined;

const differ = (a: unknown, b: unknown, comparison: Comparison) =>
  firstDifference(a, b, comparison) !== undefined &&
  firstDifference(b, a, comparison) !== undefined;

/** Pairs that every comparison takes for equal. */
const equal: [string, unknown, unknown][] = [
  ["numbers", 1.5, 1.5],
  ["NaN and NaN", Number.NaN, Number.NaN],
  ["0 and -0", 0, -0],
  ["infinities", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ["bigints", 10n ** 30n, 10n ** 30n],
  ["texts", "a\ud800", "a\ud800"],
  ["undefined", undefined, undefined],
  ["arrays", [1, [2, "x"]], [1, [2, "x"]]],
  ["objects with keys in another order", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
  ["objects with and without the usual prototype", Object.create(null), {}],
  ["typed arrays", Float64Array.of(1, Number.NaN), Float64Array.of(1, Number.NaN)],
  [
    "maps with entries in another order",
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
  ],
  ["maps with equal objects for keys", new Map([[{ id: 1 }, "x"]]), new Map([[{ id: 1 }, "x"]])],
  ["sets with members in another order", new Set([3, 1, "a"]), new Set(["a", 1, 3])],
  ["sets of objects", new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
  ["sets of sets", new Set([new Set([1]), new Set([2])]), new Set([new Set([2]), new Set([1])])],
  [
    "sets of a number and a text that look alike",
    new Set([Number.NaN, "NaN"]),
    new Set(["NaN", Number.NaN]),
  ],
  ["dates", new Date(5), new Date(5)],
  ["invalid dates", new Date(Number.NaN), new Date(Number.NaN)],
];

/** Pairs that no comparison takes for equal. */
const different: [string, unknown, unknown][] = [
  ["a number and its text", 1, "1"],
  ["a number and a bigint", 1, 1n],
  ["NaN and a number", Number.NaN, 0],
  ["opposite infinities", Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ["an infinity and the largest number", Number.POSITIVE_INFINITY, Number.MAX_VALUE],
  ["null and undefined", null, undefined],
  ["null and an object", null, {}],
  ["false and 0", false, 0],
  ["an array and an object", [], {}],
  ["an array and a typed array", [1], Uint8Array.of(1)],
  ["typed arrays of two classes", Uint8Array.of(1), Int8Array.of(1)],
  ["a map and an object", new Map([["a", 1]]), { a: 1 }],
  ["a map and a set", new Map(), new Set()],
  ["a set and an array", new Set([1]), [1]],
  ["a date and its number", new Date(5), 5],
  ["a date and its text", new Date(0), new Date(0).toISOString()],
  ["two dates", new Date(5), new Date(6)],
  ["a valid and an invalid date", new Date(0), new Date(Number.NaN)],
  ["an array and a longer one", [1], [1, 1]],
  ["a typed array and a longer one", Uint8Array.of(), Uint8Array.of(0)],
  ["an object and one with a key more", { a: 1 }, { a: 1, b: 2 }],
  ["a key that is undefined and one that is missing", { a: undefined }, {}],
  ["an object and one with another key", { a: 1 }, { b: 1 }],
  ["a map and one with an entry more", new Map(), new Map([["a", undefined]])],
  ["sets of other members", new Set([1, 2]), new Set([1, 3])],
  ["a set and a smaller one", new Set([1, 2]), new Set([1])],
  ["texts of two normal forms", "é", "e\u0301"],
  ["values deep inside", [{ a: [{ b: [1] }] }], [{ a: [{ b: [2] }] }]],
];

describe.each<[string, Comparison]>([
  ["exact", exact],
  ["within", within(1e-6)],
  ["unordered", unordered],
])("answers compared %s", (_name, comparison) => {
  it.each(equal)("agree, whichever comes first: %s", (_what, a, b) => {
    expect(agree(a, b, comparison)).toBe(true);
  });

  it.each(different)("differ, whichever comes first: %s", (_what, a, b) => {
    expect(differ(a, b, comparison)).toBe(true);
  });
});

describe("the exact comparison", () => {
  it.each<[string, unknown, unknown]>([
    ["neighbouring doubles", 1, 1 + Number.EPSILON],
    ["the smallest double and 0", 5e-324, 0],
    ["arrays in another order", [1, 2], [2, 1]],
  ])("tells apart %s", (_what, a, b) => {
    expect(differ(a, b, exact)).toBe(true);
  });
});

describe("the comparison within a tolerance", () => {
  it.each<[number, number, number, boolean]>([
    [100, 101, 0.01, true],
    [100, 101.5, 0.01, false],
    [-100, -101, 0.01, true],
    [1e-300, 1.001e-300, 0.01, true],
    [1e-12, -1e-12, 0.01, false],
    [0, 1e-300, 0.01, false],
    [1e308, -1e308, 0.5, false],
  ])("of %d and %d with %d agrees: %s", (a, b, relative, expected) => {
    expect(agree(a, b, within(relative))).toBe(expected);
    expect(differ(a, b, within(relative))).toBe(!expected);
  });

  it.each<[string, (value: number) => unknown]>([
    ["arrays", (value) => [[value]]],
    ["objects", (value) => ({ a: { b: value } })],
    ["maps", (value) => new Map([["a", value]])],
    ["typed arrays", (value) => Float64Array.of(0, value)],
  ])("reaches into %s", (_what, wrap) => {
    expect(agree(wrap(1), wrap(1.001), within(0.01))).toBe(true);
    expect(differ(wrap(1), wrap(1.1), within(0.01))).toBe(true);
  });

  it("does not reach what is not a float", () => {
    expect(differ(1000n, 1001n, within(0.01))).toBe(true);
    expect(differ(new Date(1000), new Date(1001), within(0.01))).toBe(true);
    expect(differ([1, 2], [2, 1], within(0.01))).toBe(true);
  });
});

describe("the unordered comparison", () => {
  it("ignores the order of any list of plain data", () => {
    const rows = fc.array(
      fc.oneof(
        fc.integer(),
        fc.string(),
        fc.record({ id: fc.nat(9), tags: fc.array(fc.string()) }),
      ),
    );
    const reordered = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(reordered, ([list, other]) => agree(list, other, unordered)),
      { numRuns: 300, seed: 5 },
    );
  });

  it.each<[string, unknown[]]>([
    ["special numbers", [Number.NaN, Number.POSITIVE_INFINITY, -0, 1]],
    ["bigints", [1n, -5n, 10n ** 30n]],
    ["values that print alike", ["1n", 1n, "undefined", undefined, "NaN", Number.NaN, null]],
    ["typed arrays", [Uint8Array.of(1), Uint8Array.of(2), Float64Array.of(1)]],
    ["dates and their texts", [new Date(0), new Date(0).toISOString()]],
    ["dates, valid or not", [new Date(1), new Date(Number.NaN), null]],
    ["maps", [new Map([["a", 1]]), new Map([["a", 2]])]],
    ["sets", [new Set([1]), new Set([2])]],
    [
      "objects with keys in another order",
      [
        { a: 1, b: 2 },
        { b: 1, a: 2 },
      ],
    ],
    ["lists", [[2, 1], [1, 2], []]],
  ])("ignores the order of %s", (_what, list) => {
    expect(agree(list, list.toReversed(), unordered)).toBe(true);
  });

  it("counts how often an element is there", () => {
    expect(differ([1, 1, 2], [1, 2, 2], unordered)).toBe(true);
  });

  it("keeps the order of lists inside the list", () => {
    expect(differ([[1, 2]], [[2, 1]], unordered)).toBe(true);
    expect(differ({ rows: [1, 2] }, { rows: [2, 1] }, unordered)).toBe(true);
  });
});

describe("the first difference", () => {
  it.each<[unknown, unknown, Difference]>([
    [1, 2, { path: "answer", expected: 1, actual: 2 }],
    [[1, 2, 3], [1, 5, 6], { path: "answer[1]", expected: 2, actual: 5 }],
    [[1], [1, 2], { path: "answer.length", expected: 1, actual: 2 }],
    [
      { regions: [{ revenue: 1 }, { revenue: 2 }] },
      { regions: [{ revenue: 1 }, { revenue: 9 }] },
      { path: "answer.regions[1].revenue", expected: 2, actual: 9 },
    ],
    [{ a: 1 }, {}, { path: "answer.a", expected: 1, actual: missing }],
    [{}, { a: 1 }, { path: "answer.a", expected: missing, actual: 1 }],
    [new Map([["k", [1]]]), new Map([["k", [2]]]), { path: "answer.k[0]", expected: 1, actual: 2 }],
    [new Map(), new Map([[7, 1]]), { path: "answer.7", expected: missing, actual: 1 }],
    [Int8Array.of(1, 2), Int8Array.of(1, 3), { path: "answer[1]", expected: 2, actual: 3 }],
    [[[]], [{}], { path: "answer[0]", expected: [], actual: {} }],
    [{ at: new Date(1) }, { at: new Date(2) }, { path: "answer.at", expected: 1, actual: 2 }],
  ])("of %j and %j is at its path", (expected, actual, difference) => {
    expect(firstDifference(expected, actual, exact)).toEqual(difference);
  });
});
