import { ColumnSums } from "./column-sums.ts";
import type { Crop } from "./crop.ts";
import { Divisors } from "./divisors.ts";

/**
 * Blurs a crop until nobody can be recognized on it.
 *
 * Each sample becomes the mean of its own channel over a square window, which reaches `radius`
 * pixels to the left, to the right, up and down. Near an edge the window ends with the crop: the
 * mean is that of the pixels that are there. Means are rounded to the nearest whole number, and
 * those that lie half-way, up. The crop itself stays as it is.
 *
 * @param radius in pixels; 0 changes nothing, and it may be larger than the crop
 * @throws RangeError when the radius is negative or not a whole number
 */
export function blurCrop(crop: Crop, radius: number): Crop {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new RangeError(`The radius must be a whole number of pixels, not ${radius}`);
  }
  const { width, height, channels } = crop;
  const samples = new Uint8Array(crop.samples.length);
  const sums = new ColumnSums(crop, radius);
  const divisors = new Divisors(width, radius);
  for (let y = 0; y < height; y++) {
    divisors.useRows(sums.moveTo(y));
    for (let channel = 0; channel < channels; channel++) {
      blurRow(samples, y * width * channels, { channel, channels, width }, sums, divisors);
    }
  }
  return { width, height, channels, samples };
}

interface Line {
  readonly channel: number;
  readonly channels: number;
  readonly width: number;
}

/** Slides the window along a row: a column of sums comes in on the right, one leaves on the left. */
function blurRow(
  samples: Uint8Array,
  start: number,
  { channel, channels, width }: Line,
  { sums, reach }: ColumnSums,
  { inverses, bias }: Divisors,
): void {
  const span = (2 * reach + 1) * channels;
  let sum = 0;
  for (let at = channel; at < span - channels; at += channels) sum += sums[at] as number;
  let left = channel;
  let target = start + channel;
  for (let x = 0; x < width; x++) {
    sum += sums[left + span - channels] as number;
    // Truncation leaves the nearest whole number.
    samples[target] = (sum + (bias[x] as number)) * (inverses[x] as number);
    sum -= sums[left] as number;
    left += channels;
    target += channels;
  }
}
