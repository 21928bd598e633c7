/** A function of a WebAssembly module, its body in the mnemonics of the specification. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: Readonly<Record<string, ValueType>>;
  readonly locals: Readonly<Record<string, ValueType>>;
  /** Words separated by blanks; locals are written by name, as in `local.get $sum`. */
  readonly body: string;
}

type ValueType = keyof typeof VALUE_TYPES;

const VALUE_TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

const EMPTY_BLOCK = 0x40;
const END = 0x0b;

/** Each mnemonic's opcode, and its fixed immediates where it always has the same ones. */
const OPCODES: Readonly<Record<string, readonly number[]>> = {
  loop: [0x03, EMPTY_BLOCK],
  end: [END],
  br_if: [0x0d],
  "local.get": [0x20],
  "local.set": [0x21],
  "local.tee": [0x22],
  "i32.const": [0x41],
  "i32.lt_u": [0x49],
  "i32.add": [0x6a],
  "f32x4.splat": [0xfd, 0x13],
  "f64x2.splat": [0xfd, 0x14],
  "f32x4.eq": [0xfd, 0x41],
  "f32x4.lt": [0xfd, 0x43],
  "f32x4.gt": [0xfd, 0x44],
  "v128.or": [0xfd, 0x50],
  "v128.bitselect": [0xfd, 0x52],
  "f64x2.promote_low_f32x4": [0xfd, 0x5f],
  "i32x4.sub": [0xfd, 0xb1, 0x01],
  "f32x4.pmin": [0xfd, 0xea, 0x01],
  "f32x4.pmax": [0xfd, 0xeb, 0x01],
  "f64x2.add": [0xfd, 0xf0, 0x01],
  "f64x2.sub": [0xfd, 0xf1, 0x01],
  "f64x2.mul": [0xfd, 0xf2, 0x01],
  // Aligned to 16 bytes (2^4); the number that follows in the text is the offset.
  "v128.load": [0xfd, 0x00, 4],
  "v128.store": [0xfd, 0x0b, 4],
  // i8x16.shuffle that moves the upper two f32 lanes down.
  "shuffle.high_half": [0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15],
};

/** Encodes a module that exports `memory` (one page to begin with) and the functions. */
export function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(Object.values(parameters).map((type) => [VALUE_TYPES[type]])),
    ...vector([]),
  ]);
  const exports = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0x00, ...unsigned(1)]])),
    ...section(7, vector([[...text("memory"), 0x02, 0x00], ...exports])),
    ...section(10, vector(functions.map((source) => sized(code(source))))),
  ]);
}

function code({ parameters, locals, body }: WasmFunction): number[] {
  const names = [...Object.keys(parameters), ...Object.keys(locals)];
  const declarations = Object.values(locals).map((type) => [1, VALUE_TYPES[type]]);
  const encode = (word: string) => OPCODES[word] ?? immediate(word, names);
  return [...vector(declarations), ...body.trim().split(/\s+/).flatMap(encode), END];
}

function immediate(word: string, names: readonly string[]): number[] {
  const value = word.startsWith("$") ? names.indexOf(word.slice(1)) : Number(word);
  if (!(value >= 0)) throw new SyntaxError(`Neither an instruction, a local nor a number: ${word}`);
  return unsigned(value);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(ascii: string): number[] {
  return sized(Array.from(ascii, (character) => character.charCodeAt(0)));
}

/** LEB128. A signed constant is encoded alike as long as it is below 64. */
function unsigned(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)];
}
