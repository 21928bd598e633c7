import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutantsOf as eachMutantOf } from "../../src/authoring/check/mutants.ts";
import type { Comparison } from "../../src/contract/index.ts";
import { firstDifference } from "../../src/engine/correctness/compare.ts";

const exact: Comparison = { kind: "exact" };
const within: Comparison = { kind: "within", relative: 1e-9 };
const unordered: Comparison = { kind: "unordered" };

const mutantsOf = (answer: unknown, comparison: Comparison) => [
  ...eachMutantOf(answer, comparison),
];

const mutationsOf = (answer: unknown, comparison: Comparison = exact) => [
  ...new Set(mutantsOf(answer, comparison).map(({ mutation }) => mutation)),
];

describe("the mutants of an answer", () => {
  it.each<[string, unknown, string[]]>([
    ["a number", 7, ["one number off by an ulp", "one number lost"]],
    ["a boolean", true, ["one boolean flipped"]],
    ["a bigint", 7n, ["one bigint off by one"]],
    ["nothing", null, ["nothing made something"]],
    ["a text", "abc", ["one string changed", "one string cut short"]],
    ["an empty text", "", ["one string changed"]],
    ["a date", new Date(0), ["one date changed"]],
    ["an empty list", [], ["one element added"]],
    ["a set", new Set(["a"]), ["one element dropped", "one element added"]],
    ["a typed array", Float64Array.of(1), ["one element dropped", "one element changed"]],
    ["a record", {}, ["one key too many"]],
    ["a map", new Map([[1, true]]), ["one key missing", "one key too many", "one boolean flipped"]],
  ])("of %s are", (_, answer, expected) => {
    expect(mutationsOf(answer)).toEqual(expected);
  });

  it("of a list drop, double, swap and change elements", () => {
    expect(mutantsOf([true, false], exact).map(({ value }) => value)).toEqual([
      [false],
      [true, true, false],
      [true],
      [true, false, false],
      [false, true],
      [false, false],
      [true, true],
    ]);
  });

  it("say where in the answer they are", () => {
    const paths = mutantsOf({ rows: [{ total: true }] }, exact).map(({ path }) => path);
    expect(paths).toContain("answer.rows[0].total");
    expect(new Set(paths)).toEqual(
      new Set(["answer", "answer.rows", "answer.rows[0]", "answer.rows[0].total"]),
    );
  });

  it("leave the answer as it is", () => {
    const answer = { rows: [{ total: 1 }], byKey: new Map([["a", Int8Array.of(1)]]) };
    const copy = structuredClone(answer);
    mutantsOf(answer, exact);
    expect(answer).toEqual(copy);
  });

  it("never swap what is equal, nor the elements of a list whose order does not count", () => {
    expect(mutationsOf([1, 1])).not.toContain("two elements swapped");
    expect(mutationsOf([1, 2], unordered)).not.toContain("two elements swapped");
    expect(mutationsOf([[1, 2]], unordered)).toContain("two elements swapped");
    expect(mutationsOf([1, 1 + 1e-12], within)).not.toContain("two elements swapped");
  });

  it("try a few elements of many, the first and the last among them", () => {
    const paths = mutantsOf(Array(10_000).fill(true), exact).map(({ path }) => path);
    expect(new Set(paths)).toEqual(
      new Set(["answer", "answer[0]", "answer[5000]", "answer[9999]"]),
    );
  });

  it("reach every key, also one that objects inherit", () => {
    const answer = Object.fromEntries([["__proto__", true]]);
    expect(mutantsOf(answer, exact).map(({ path }) => path)).toContain("answer.__proto__");
  });
});

describe("a sound comparison", () => {
  const scalars = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
    fc.date({ noInvalidDate: false }),
    fc.float64Array(),
    fc.float32Array(),
    fc.int32Array(),
    fc.uint8ClampedArray(),
    fc.int8Array(),
    fc.bigUint64Array(),
    fc.array(fc.float()).map((items) => Float16Array.from(items)),
  );
  const { answer } = fc.letrec((tie) => ({
    answer: fc.oneof(
      { depthSize: "small" },
      scalars,
      fc.array(tie("answer"), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie("answer"), { maxKeys: 4 }),
      fc
        .array(fc.tuple(fc.string(), tie("answer")), { maxLength: 4 })
        .map((pairs) => new Map(pairs)),
      fc.array(fc.string(), { maxLength: 4 }).map((items) => new Set(items)),
    ),
  }));

  it.each([
    exact,
    within,
    unordered,
    { kind: "within", relative: 0.2 } as const,
    { kind: "within", relative: 0.9 } as const,
  ])("refuses every mutant of any answer: %j", (comparison) => {
    fc.assert(
      fc.property(answer, (right) => {
        const passed = mutantsOf(right, comparison).filter(
          ({ value }) => firstDifference(right, value, comparison) === undefined,
        );
        expect(passed).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["the largest number", Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE)],
    ["the largest of 32 bits", Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38)],
    ["the largest of 16 bits", Float16Array.of(65_504, -65_504)],
    ["the coarsest of 16 bits", Float16Array.of(40_000, -40_000)],
    ["the smallest numbers", Float32Array.of(1e-45, -1e-45, 0, -0)],
    ["no finite numbers", Float32Array.of(Infinity, -Infinity, Number.NaN)],
    ["the largest integers", Int32Array.of(2 ** 31 - 1, -(2 ** 31))],
    ["the largest bytes", Uint8ClampedArray.of(255, 0)],
    ["the largest bigints", BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n))],
  ])("refuses each changed element of a typed array with %s", (_, right) => {
    for (const comparison of [exact, within, { kind: "within", relative: 0.2 } as const]) {
      const changed = mutantsOf(right, comparison).filter(
        ({ mutation }) => mutation === "one element changed",
      );
      expect(changed).not.toEqual([]);
      for (const { value } of changed) {
        expect(firstDifference(right, value, comparison)).toBeDefined();
      }
    }
  });

  it("accepts a number that is within the tolerance by as little as a mutant is out of it", () => {
    for (const number of [1, -3.7, 1e-300, 12_345_678]) {
      const mutant = mutantsOf(number, within)[0]?.value as number;
      expect(firstDifference(number, mutant, within)).toBeDefined();
      const nearer = number + (mutant - number) * 0.999;
      expect(firstDifference(number, nearer, within)).toBeUndefined();
    }
  });
});
