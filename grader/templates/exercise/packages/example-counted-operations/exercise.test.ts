import { priceOf } from "@bottleneck/example-counted-operations/resource";
import { describe, expect, it } from "vitest";
import { totalOf } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("totalOf", () => {
  it("adds up the prices of all lines, also of an article on two lines", () => {
    const lines = [
      { article: 1, count: 2 },
      { article: 2, count: 1 },
      { article: 1, count: 3 },
    ];
    expect(totalOf(lines)).toBe(5 * priceOf(1) + priceOf(2));
  });

  it("is 0 without lines", () => {
    expect(totalOf([])).toBe(0);
  });
});
