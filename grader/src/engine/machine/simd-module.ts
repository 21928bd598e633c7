import { header, section, sized, text, valueTypes as types, vector } from "./wasm-encoding.ts";

/**
 * Multiplies every lane of every accumulator and adds to it, `rounds` times (at least once).
 * Accumulator k begins with k + 1 in all of its lanes.
 *
 * @returns the sum of the accumulators' first lanes
 */
export type MultiplyAdd = (multiplier: number, addend: number, rounds: number) => number;

/** The same loop for both shapes of vectors. */
export interface SimdKernels {
  /** Four floats at a time. */
  readonly f32x4: MultiplyAdd;
  /** Two doubles at a time. */
  readonly f64x2: MultiplyAdd;
}

/**
 * Independent chains of operations. A multiplication and an addition take about 4 cycles each, and
 * two of them begin in a cycle (Agner Fog, Instruction tables), so 8 chains or more keep a CPU busy;
 * with 15 or more, the 16 registers of x64 would not hold them and the operands.
 */
export const accumulators = 12;

/** Compiles the loops. */
export function compileSimdKernels(): SimdKernels {
  const module = new WebAssembly.Module(encodeModule([f32x4, f64x2]));
  return new WebAssembly.Instance(module).exports as SimdKernels;
}

/** What the loops of the two shapes differ in. Opcodes: WebAssembly Core 2.0, binary instructions. */
interface Shape {
  readonly name: keyof SimdKernels;
  /** The type of a lane. */
  readonly lane: number;
  readonly fromInteger: readonly number[];
  readonly splat: readonly number[];
  readonly multiply: readonly number[];
  readonly add: readonly number[];
  readonly firstLane: readonly number[];
}

const f32x4: Shape = {
  name: "f32x4",
  lane: types.f32,
  fromInteger: [0xb2],
  splat: [0xfd, 0x13],
  multiply: [0xfd, 0xe6, 0x01],
  add: [0xfd, 0xe4, 0x01],
  firstLane: [0xfd, 0x1f, 0],
};

const f64x2: Shape = {
  name: "f64x2",
  lane: types.f64,
  fromInteger: [0xb7],
  splat: [0xfd, 0x14],
  multiply: [0xfd, 0xf2, 0x01],
  add: [0xfd, 0xf0, 0x01],
  firstLane: [0xfd, 0x21, 0],
};

/** The instructions that both loops share; locals go by number. */
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const integer = (small: number) => [0x41, small];
const subtract = [0x6b];
const loop = [0x03, 0x40];
const repeatIfNotZero = [0x0d, 0];
const end = [0x0b];

/** The parameters, then the locals. */
const multiplier = 0;
const addend = 1;
const rounds = 2;
const multipliers = 3;
const addends = 4;
const chains = Array.from({ length: accumulators }, (_, index) => 5 + index);

function body({ fromInteger, splat, multiply, add, firstLane }: Shape): number[] {
  const begin = chains.map((chain, index) =>
    [integer(index + 1), fromInteger, splat, set(chain)].flat(),
  );
  const step = chains.map((chain) =>
    [get(chain), get(multipliers), multiply, get(addends), add, set(chain)].flat(),
  );
  const [first = 0, ...others] = chains;
  return [
    [get(multiplier), splat, set(multipliers)],
    [get(addend), splat, set(addends)],
    begin,
    [loop, ...step],
    [get(rounds), integer(1), subtract, tee(rounds), repeatIfNotZero, end],
    [get(first), ...others.map((chain) => [...get(chain), ...add])],
    [firstLane, end],
  ].flat(2);
}

/** A module that exports one function for each shape. */
function encodeModule(shapes: readonly Shape[]): Uint8Array<ArrayBuffer> {
  const signatures = shapes.map(({ lane }) => [
    0x60,
    ...vector([[lane], [lane], [types.i32]]),
    ...vector([[lane]]),
  ]);
  const functions = shapes.map((_, index) => [index]);
  const exported = shapes.map(({ name }, index) => [...text(name), 0x00, index]);
  const locals = vector([[chains.length + 2, types.v128]]);
  const codes = shapes.map((shape) => sized([...locals, ...body(shape)]));
  return Uint8Array.from([
    ...header,
    ...section(1, signatures),
    ...section(3, functions),
    ...section(7, exported),
    ...section(10, codes),
  ]);
}
