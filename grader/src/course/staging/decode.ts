import { isUtf8 } from "node:buffer";

/** The text of a source file, or why it is none, with the line where that is seen. */
export type Decoded =
  | { readonly state: "text"; readonly text: string }
  | { readonly state: "not text"; readonly line?: number; readonly why: string };

const utf8Mark = Buffer.from("\ufeff");
const lineFeed = 10;

/** What a file begins with, by its encoding: the longer marks first. */
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["UTF-32", [0xff, 0xfe, 0, 0]],
  ["UTF-32", [0, 0, 0xfe, 0xff]],
  ["UTF-16", [0xff, 0xfe]],
  ["UTF-16", [0xfe, 0xff]],
];

/** Reads UTF-8, with or without its mark. Other encodings are named, and not guessed any further. */
export function decodeSource(bytes: Buffer): Decoded {
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) return notText(`it is ${encoding}; save it as UTF-8`);
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    return notText("it has a NUL byte; delete it, or save the file as UTF-8", lineAt(bytes, zero));
  }
  if (!isUtf8(bytes)) {
    return notText("it is not UTF-8 (Latin-1?); save it as UTF-8", firstBadLine(bytes));
  }
  const text = bytes.toString("utf8", bytes.subarray(0, 3).equals(utf8Mark) ? utf8Mark.length : 0);
  const lone = text.search(/\r(?!\n)/);
  if (lone === -1) return { state: "text", text };
  const line = text.slice(0, lone).split("\n").length;
  return notText("a line ends with CR alone; save the file with LF or CRLF line ends", line);
}

const notText = (why: string, line?: number): Decoded => ({
  state: "not text",
  why,
  ...(line !== undefined && { line }),
});

function encodingOf(bytes: Buffer): string | undefined {
  const marked = marks.find(([, mark]) => mark.every((byte, place) => bytes[place] === byte));
  return marked?.[0] ?? (looksLikeUtf16(bytes) ? "UTF-16" : undefined);
}

/** Most of a program is ASCII, of which UTF-16 makes a zero and the letter, or the other way round. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const zeros = [0, 0];
  for (const [place, byte] of bytes.entries())
    if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > bytes.length / 4 && Math.min(even, odd) < bytes.length / 20;
}

function lineAt(bytes: Buffer, place: number): number {
  return bytes.subarray(0, place).filter((byte) => byte === lineFeed).length + 1;
}

/** No byte of a longer character of UTF-8 is a line feed. */
function firstBadLine(bytes: Buffer): number {
  let [line, start] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    [line, start] = [line + 1, end + 1];
  }
}
