import type { Crop } from "./crop.ts";

/**
 * For each column of a crop, the sum of what a window of rows holds of it. It moves down row by row:
 * one row is added, one is taken off, whatever the height of the window.
 */
export class ColumnSums {
  /** In the order of a row of samples, between `reach` pixels of zeros on either side. */
  readonly sums: Int32Array;
  /** How far the window reaches to the left and to the right, as far as it matters, in pixels. */
  readonly reach: number;
  readonly #crop: Crop;
  readonly #radius: number;
  #top = 0;
  #bottom = 0;

  constructor(crop: Crop, radius: number) {
    this.#crop = crop;
    this.#radius = radius;
    this.reach = Math.min(radius, crop.width);
    this.sums = new Int32Array((crop.width + 2 * this.reach) * crop.channels);
  }

  /** Moves to the window around row `y`, which must not be above the last one; gives its rows. */
  moveTo(y: number): number {
    const end = Math.min(this.#crop.height, y + this.#radius + 1);
    while (this.#bottom < end) this.#add(this.#bottom++);
    while (this.#top < y - this.#radius) this.#remove(this.#top++);
    return this.#bottom - this.#top;
  }

  #add(row: number): void {
    const { sums } = this;
    const { samples, width, channels } = this.#crop;
    const start = row * width * channels;
    const margin = this.reach * channels;
    for (let at = 0; at < width * channels; at++) {
      sums[margin + at] = (sums[margin + at] as number) + (samples[start + at] as number);
    }
  }

  #remove(row: number): void {
    const { sums } = this;
    const { samples, width, channels } = this.#crop;
    const start = row * width * channels;
    const margin = this.reach * channels;
    for (let at = 0; at < width * channels; at++) {
      sums[margin + at] = (sums[margin + at] as number) - (samples[start + at] as number);
    }
  }
}
