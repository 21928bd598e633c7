import { describe, expect, it } from "vitest";
import { totalOf } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("totalOf", () => {
  it("adds nothing for a row beyond the last", () => {
    expect(totalOf([5000, 1])).toBe(totalOf([1, 5001]));
    expect(totalOf([5000])).toBe(totalOf([6000]));
  });

  it("adds up the rows", () => {
    expect(totalOf([3, 4, 4999])).toBe(totalOf([4999, 3, 4]));
    expect(totalOf([3, 3])).not.toBe(totalOf([3, 6000]));
  });
});
