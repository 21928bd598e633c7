import {
  header,
  section,
  sized,
  text,
  valueTypes as types,
  unsigned,
  vector,
} from "./wasm-encoding.ts";

/** A memory, and a loop that reads it. */
export interface SimdReader {
  readonly memory: { readonly buffer: ArrayBuffer };
  /**
   * Reads the first `bytes` of the memory, `rounds` times (at least once), 16 bytes at a time.
   *
   * @param bytes a multiple of `readerStep`, and not 0
   * @returns the lowest lane of the exclusive or of all vectors of one round: 0 after an even number
   */
  read(bytes: number, rounds: number): number;
}

/** Loads that do not wait for each other; two or three of them begin in a cycle. */
const loads = 8;
const vectorBytes = 16;

/** What one turn of the loop reads, in bytes. */
export const readerStep = loads * vectorBytes;

const pageBytes = 65_536;

/** Makes a reader with a memory of this many bytes or a little more. */
export function makeSimdReader(bytes: number): SimdReader {
  const module = new WebAssembly.Module(encodeReader(Math.ceil(bytes / pageBytes)));
  return new WebAssembly.Instance(module).exports as SimdReader;
}

/** The parameters, then the locals. */
const bytesToRead = 0;
const roundsLeft = 1;
const at = 2;
const sums = Array.from({ length: loads }, (_, index) => 3 + index);

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
/** A constant below 64 is encoded alike with and without a sign; others need one more byte. */
const integer = (value: number) => [
  0x41,
  ...(value < 64 ? [value] : [(value & 0x7f) | 0x80, value >> 7]),
];
const loop = [0x03, 0x40];
const repeat = [0x0d, 0];
const end = [0x0b];
const add = [0x6a];
const subtract = [0x6b];
const isBelow = [0x49];
const exclusiveOr = [0xfd, 0x51];
const firstLane = [0xfd, 0x1b, 0];
/** Aligned to 16 bytes (2⁴). */
const load = (offset: number) => [0xfd, 0x00, 4, ...unsigned(offset)];

function body(): number[] {
  const [first = 0, ...others] = sums;
  const readVector = (sum: number, index: number) =>
    [get(sum), get(at), load(index * vectorBytes), exclusiveOr, set(sum)].flat();
  return [
    [loop, integer(0), set(at), loop, sums.flatMap(readVector)],
    [get(at), integer(readerStep), add, tee(at), get(bytesToRead), isBelow, repeat, end],
    [get(roundsLeft), integer(1), subtract, tee(roundsLeft), repeat, end],
    [get(first), others.flatMap((sum) => [...get(sum), ...exclusiveOr])],
    [firstLane, end],
  ].flat(2);
}

function encodeReader(pages: number): Uint8Array<ArrayBuffer> {
  const signature = [0x60, ...vector([[types.i32], [types.i32]]), ...vector([[types.i32]])];
  const locals = vector([
    [1, types.i32],
    [loads, types.v128],
  ]);
  const exported = [
    [...text("memory"), 0x02, 0],
    [...text("read"), 0x00, 0],
  ];
  return Uint8Array.from([
    ...header,
    ...section(1, [signature]),
    ...section(3, [[0]]),
    ...section(5, [[0x00, ...unsigned(pages)]]),
    ...section(7, exported),
    ...section(10, [sized([...locals, ...body()])]),
  ]);
}
