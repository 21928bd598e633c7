import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/contract/index.ts";

const draw = (seed: number, count = 20) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.float());
};

describe("a seeded generator", () => {
  it("gives the same values for the same seed", () => {
    expect(draw(42)).toEqual(draw(42));
  });

  it("gives the values that it has always given, on every machine", () => {
    const random = createRandom(1);
    expect(Array.from({ length: 5 }, () => random.int(0, 999_999))).toEqual([
      449_488, 466_592, 671_363, 979_488, 635_510,
    ]);
  });

  it("gives unrelated values for neighbouring seeds", () => {
    const firsts = Array.from({ length: 2000 }, (_, seed) => draw(seed, 1)[0] ?? 0);
    expect(new Set(firsts).size).toBe(firsts.length);
    const average = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(average).toBeCloseTo(0.5, 1);
  });

  it("takes any integer for a seed", () => {
    expect(draw(0)).not.toEqual(draw(-1));
    expect(draw(2 ** 31 + 5)).not.toEqual(draw(5));
  });

  it("draws floats from 0 to less than 1, evenly", () => {
    const values = draw(7, 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(tenthsOf(values).every((count) => count > 1800 && count < 2200)).toBe(true);
  });

  it.each([
    [0, 1],
    [-3, 3],
    [5, 5],
  ])("draws every integer from %i to %i, both included", (from, to) => {
    const random = createRandom(3);
    const drawn = new Set(Array.from({ length: 500 }, () => random.int(from, to)));
    const all = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    expect([...drawn].sort((a, b) => a - b)).toEqual(all);
  });

  it("picks every element of an array, and none from an empty one", () => {
    const random = createRandom(4);
    const picked = new Set(Array.from({ length: 200 }, () => random.pick(["a", "b", "c"])));
    expect([...picked].sort()).toEqual(["a", "b", "c"]);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it("shuffles into every order alike and leaves the original alone", () => {
    const random = createRandom(5);
    const original = ["a", "b", "c"];
    const orders = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const order = random.shuffle(original).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(original).toEqual(["a", "b", "c"]);
    expect([...orders.keys()].sort()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
    expect([...orders.values()].every((count) => count > 850 && count < 1150)).toBe(true);
  });

  it.each([0, 0.25, 1])("has a chance of %d as often as that says", (probability) => {
    const random = createRandom(6);
    const hits = Array.from({ length: 4000 }, () => random.chance(probability)).filter(Boolean);
    expect(hits.length / 4000).toBeCloseTo(probability, 1);
  });
});

function tenthsOf(values: readonly number[]): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const value of values)
    counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
  return counts;
}
