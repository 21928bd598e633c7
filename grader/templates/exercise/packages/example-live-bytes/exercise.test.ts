import { describe, expect, it } from "vitest";
import { labels } from "#subject";

// TODO: the visible cases of your exercise, one for each rule that an answer must keep.
describe("labels", () => {
  it("puts the last name first", () => {
    expect(labels(["ada roth", "bob vosk", "ada roth"])).toEqual([
      "roth, ada",
      "vosk, bob",
      "roth, ada",
    ]);
  });

  it("gives nothing for no names", () => {
    expect(labels([])).toEqual([]);
  });
});
