import { describe, expect, it } from "vitest";
import { decodeSource } from "../../src/course/staging/decode.ts";

const text = "// caf\u00e9\nexport const a = 1;\n";
const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
const utf32 = Buffer.concat(
  [...`\ufeff${text}`].map((letter) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(letter.codePointAt(0) ?? 0);
    return bytes;
  }),
);

describe("the bytes of a source file", () => {
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with its mark", Buffer.from(`\ufeff${text}`)],
  ])("are text in %s", (_encoding, bytes) => {
    expect(decodeSource(bytes)).toEqual({ state: "text", text });
  });

  it.each([
    ["no bytes", ""],
    ["Windows' line ends", "a\r\nb\r\n"],
    ["characters of four bytes", "const a = '\u{1f600}';"],
  ])("are text with %s", (_what, written) => {
    expect(decodeSource(Buffer.from(written))).toEqual({ state: "text", text: written });
  });

  it.each([
    ["UTF-16, little end first", utf16],
    ["UTF-16, big end first", Buffer.from(utf16).swap16()],
    ["UTF-16 without its mark", utf16.subarray(2)],
    ["UTF-16, big end first, without its mark", Buffer.from(utf16).swap16().subarray(2)],
  ])("are called %s", (_encoding, bytes) => {
    expect(decodeSource(bytes)).toEqual({
      state: "not text",
      why: "it is UTF-16; save it as UTF-8",
    });
  });

  it("are called UTF-32", () => {
    expect(decodeSource(utf32)).toMatchObject({ why: "it is UTF-32; save it as UTF-8" });
  });

  it.each([
    ["Latin-1", Buffer.from(text, "latin1"), 1],
    ["Latin-1 on a later line", Buffer.from(`a\nb\n${text}`, "latin1"), 3],
    ["UTF-8 that was cut", Buffer.from(text.slice(0, 7)).subarray(0, 7), 1],
    ["Windows-1252's quotes", Buffer.from([0x61, 0x0a, 0x93, 0x62, 0x94]), 2],
  ])("are not text in %s, and the line is told", (_encoding, bytes, line) => {
    expect(decodeSource(bytes)).toEqual({
      state: "not text",
      line,
      why: "it is not UTF-8 (Latin-1?); save it as UTF-8",
    });
  });

  it.each([
    ["a NUL byte", "a\nb\0\n", 2, /^it has a NUL byte/],
    ["a NUL byte in a comment", "// \0\n", 1, /^it has a NUL byte/],
    ["lines that end with CR alone", "a\rb\rc", 1, /^a line ends with CR alone/],
    ["one such line among others", "a\r\nb\nc\rd", 3, /^a line ends with CR alone/],
  ])("are not text with %s", (_what, written, line, why) => {
    expect(decodeSource(Buffer.from(written))).toEqual({
      state: "not text",
      line,
      why: expect.stringMatching(why),
    });
  });
});
