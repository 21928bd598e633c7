/** What turns the sum of a window into its mean, for each column of pixels. */
export class Divisors {
  /** 1 / the number of pixels in the window. */
  readonly inverses: Float64Array;
  /** Added before, so that cutting off the fraction rounds to the nearest whole number. */
  readonly bias: Float64Array;
  readonly #columns: Int32Array;
  #rows = 0;

  constructor(width: number, radius: number) {
    this.inverses = new Float64Array(width);
    this.bias = new Float64Array(width);
    this.#columns = Int32Array.from({ length: width }, (_, x) => {
      return Math.min(width, x + radius + 1) - Math.max(0, x - radius);
    });
  }

  /** Prepares for windows of this many rows. */
  useRows(rows: number): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    for (let x = 0; x < this.#columns.length; x++) {
      const count = rows * (this.#columns[x] as number);
      this.inverses[x] = 1 / count;
      // A quarter more than a half: the product must not fall below a whole number that it equals.
      this.bias[x] = count / 2 + 0.25;
    }
  }
}
