import { loadWat } from "../wat/load-wat.ts";

/** A memory, and a loop that reads it. */
export interface SimdReader {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /**
   * Reads the first `bytes` of the memory, `rounds` times (at least once), 16 bytes at a time.
   *
   * @param bytes a multiple of `readerStep`, and not 0
   * @returns the lowest lane of the exclusive or of all vectors of one round: 0 after an even number
   */
  read(bytes: number, rounds: number): number;
}

/** What one turn of the loop in read-memory.wat reads, in bytes. */
export const readerStep = 128;

const pageBytes = 65_536;

/** Makes a reader with a memory of this many bytes or a little more. */
export function makeSimdReader(bytes: number): SimdReader {
  const module = loadWat(new URL("read-memory.wat", import.meta.url));
  const reader = new WebAssembly.Instance(module).exports as SimdReader;
  reader.memory.grow(Math.ceil(bytes / pageBytes));
  return reader;
}
