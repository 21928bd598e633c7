import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { wordsOfFileError } from "../folders/file-errors.ts";
import { type Decoded, decodeSource } from "./decode.ts";

/** What is not there on Windows is nothing. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

export type ReadFile = Decoded | { readonly state: "too large" };

/**
 * Reads a stranger's source file: never through a link, nor from a pipe or a device, and no more than
 * may be read.
 */
export function readSourceFile(path: string, mostBytes: number): ReadFile {
  try {
    // Without O_NONBLOCK, opening a pipe would wait for whoever writes into it.
    const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const opened = fstatSync(file);
      if (!opened.isFile()) return { state: "not text", why: "it is not a plain file" };
      const { size } = opened;
      return size > mostBytes ? { state: "too large" } : decodeSource(contentOf(file, size));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { state: "not text", why: `it can't be read: ${wordsOfFileError(error)}` };
  }
}

/** As long as the file was when it was opened: it may grow meanwhile. */
function contentOf(file: number, size: number): Buffer {
  const content = Buffer.alloc(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, content, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return content.subarray(0, length);
}
