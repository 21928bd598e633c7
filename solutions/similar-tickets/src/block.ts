import products from "./products.wat";

interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** Writes two floats for each row: its product with the question, and with itself. */
  multiply(row: number, end: number, question: number, bytes: number, results: number): void;
}

const kernel = new WebAssembly.Instance(new WebAssembly.Module(products)).exports as Kernel;

const PAGE_BYTES = 65_536;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The kernel reads this much at once, so rows are padded to a multiple of it with zeros. */
const STEP = 8;

/** In floats, 32 kB: rows that were just copied are still in the nearest cache when they are read. */
const BLOCK = 8192;

/** A few rows in the kernel's memory, behind the question and the results. */
export class Block {
  /** How many rows fit in. */
  readonly rows: number;
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #results: number;
  readonly #firstRow: number;
  readonly #floats: Float32Array;

  constructor(question: Float32Array) {
    this.#dimensions = question.length;
    this.#stride = paddedLength(question.length);
    this.rows = Math.max(1, Math.floor(BLOCK / this.#stride));
    this.#results = this.#stride;
    this.#firstRow = this.#results + paddedLength(2 * this.rows);
    this.#floats = floatsInMemory(this.#firstRow + this.rows * this.#stride);
    this.#floats.fill(0);
    this.#floats.set(question);
  }

  /**
   * Multiplies rows with the question and with themselves.
   *
   * @param values the rows, one after the other, as many as fit in or fewer
   * @returns the two products of each row, until the next call
   */
  multiply(values: Float32Array): Float32Array {
    const rows = values.length / this.#dimensions;
    this.#fill(values, rows);
    const end = this.#firstRow + rows * this.#stride;
    kernel.multiply(
      this.#firstRow * FLOAT_BYTES,
      end * FLOAT_BYTES,
      0,
      this.#stride * FLOAT_BYTES,
      this.#results * FLOAT_BYTES,
    );
    return this.#floats.subarray(this.#results, this.#results + 2 * rows);
  }

  #fill(values: Float32Array, rows: number): void {
    if (this.#stride === this.#dimensions) {
      this.#floats.set(values, this.#firstRow);
      return;
    }
    for (let row = 0; row < rows; row++) {
      const from = row * this.#dimensions;
      const to = this.#firstRow + row * this.#stride;
      this.#floats.set(values.subarray(from, from + this.#dimensions), to);
    }
  }
}

const paddedLength = (length: number) => Math.ceil(length / STEP) * STEP;

/** The kernel's memory, which grows when it has fewer. */
function floatsInMemory(count: number): Float32Array {
  const missing = count * FLOAT_BYTES - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Float32Array(kernel.memory.buffer, 0, count);
}
