import { describe, expect, it } from "vitest";
import { largestTotal } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("largestTotal", () => {
  it("adds up the sales of each shop", () => {
    expect(largestTotal("1 50\n2 80\n1 60\n")).toBe(110);
  });

  it("counts a last line without an end", () => {
    expect(largestTotal("1 50\n1 60")).toBe(110);
  });

  it("is 0 without sales", () => {
    expect(largestTotal("")).toBe(0);
  });
});
