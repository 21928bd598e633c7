import { describe, expect, it } from "vitest";
import { differentNames } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("differentNames", () => {
  it("keeps the first of each name, in order", () => {
    expect(differentNames(["bo", "ada", "bo", "cy", "ada"])).toEqual(["bo", "ada", "cy"]);
  });

  it("keeps the order of names that look like numbers", () => {
    expect(differentNames(["ada", "20", "3", "20"])).toEqual(["ada", "20", "3"]);
  });

  it("gives nothing for no names", () => {
    expect(differentNames([])).toEqual([]);
  });
});
