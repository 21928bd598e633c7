import { describe, expect, it } from "vitest";
import { InputPool } from "../../src/engine/inputs/pool.ts";
import { seedOf } from "../../src/engine/inputs/seeds.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { sumExercise } from "../support/example-exercise.ts";

describe("the seeds of a grading's inputs", () => {
  it("are the same for the same grading, use and number", () => {
    expect(seedOf(7, "check", 3)).toBe(seedOf(7, "check", 3));
  });

  it("differ between gradings, uses and numbers", () => {
    const seeds = [1, 2, 2 ** 47].flatMap((secret) =>
      ["check", "size 32"].flatMap((use) =>
        [0, 1, 2, 10].map((index) => seedOf(secret, use, index)),
      ),
    );
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it("are 32-bit integers, which is what a generator takes", () => {
    for (let index = 0; index < 100; index++) {
      const seed = seedOf(123_456_789_012, "check", index);
      expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
    }
  });

  it("can't be told from one another: no step leads from one input's to the next one's", () => {
    const steps = Array.from(
      { length: 50 },
      (_, index) => seedOf(9, "size 32", index + 1) - seedOf(9, "size 32", index),
    );
    expect(new Set(steps).size).toBe(steps.length);
  });

  it("give inputs of another size other values, not longer ones of the same", () => {
    const shelf = new InputShelf("/unused", "/unused");
    const [small] = new InputPool(sumExercise, shelf, 5, 8).take(0, 1);
    const [large] = new InputPool(sumExercise, shelf, 5, 16).take(0, 1);
    const text = (input: Buffer | undefined) => input?.subarray(5).toString("utf8") ?? "";
    const firstOf = (input: Buffer | undefined) => text(input).split(",")[0];
    expect(firstOf(large)).not.toBe(firstOf(small));
  });
});
