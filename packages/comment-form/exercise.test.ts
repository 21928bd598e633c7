import { describe, expect, it } from "vitest";
import { cleanComments } from "#subject";

function clean(comment: string): string | undefined {
  return cleanComments([comment])[0]?.text;
}

describe("cleanComments", () => {
  it("cleans nothing when there are no comments", () => {
    expect(cleanComments([])).toEqual([]);
  });

  it("keeps a clean comment as it is", () => {
    expect(cleanComments(["thanks,\nit worked"])).toEqual([
      { text: "thanks,\nit worked", lines: 2, removed: 0 },
    ]);
  });

  it("keeps comments apart, in their order", () => {
    expect(cleanComments(["b ", " ", "a"])).toEqual([
      { text: "b", lines: 1, removed: 1 },
      { text: "", lines: 0, removed: 1 },
      { text: "a", lines: 1, removed: 0 },
    ]);
  });

  it("takes spaces and tabs from the end of each line", () => {
    expect(clean("a \nb\t\t\nc \t ")).toBe("a\nb\nc");
  });

  it("leaves blanks at the start of a line and inside of it", () => {
    expect(clean("  a  b\n\tc\t\td")).toBe("  a  b\n\tc\t\td");
  });

  it.each([1, 2, 10, 100, 250, 1000])(
    "takes %i blanks from an end, and none from inside",
    (count) => {
      const blanks = " ".repeat(count);
      expect(clean(`a${blanks}b${blanks}`)).toBe(`a${blanks}b`);
      expect(clean(`a${blanks}b${blanks}\nc`)).toBe(`a${blanks}b\nc`);
    },
  );

  it.each(["\u00a0", "\u3000", "\u2003", "\ufeff", "\u000b", "\f"])(
    "leaves a blank character of another kind (%j)",
    (blank) => {
      expect(clean(`a${blank}`)).toBe(`a${blank}`);
      expect(clean(`a ${blank} \nb`)).toBe(`a ${blank}\nb`);
    },
  );

  it("makes a line feed of each line end", () => {
    expect(clean("a\r\nb\rc\nd")).toBe("a\nb\nc\nd");
    expect(clean("a \r\nb\t\rc")).toBe("a\nb\nc");
  });

  it("takes a line separator and a paragraph separator for ends of lines, and leaves them", () => {
    expect(clean("a \u2028b\t\u2029c")).toBe("a\u2028b\u2029c");
  });

  it("leaves one empty line where there are several, also if there were blanks on them", () => {
    expect(clean("a\n\n\n\nb\n \n\t\nc\n\nd")).toBe("a\n\nb\n\nc\n\nd");
  });

  it("leaves no empty lines at the start and at the end", () => {
    expect(clean("\n \n\na\n\n \n")).toBe("a");
    expect(clean("\n\n\n")).toBe("");
  });

  it("counts lines, and characters that are gone", () => {
    expect(cleanComments(["a \r\n\r\n\r\n\r\nb"])).toEqual([
      { text: "a\n\nb", lines: 3, removed: 7 },
    ]);
  });
});
