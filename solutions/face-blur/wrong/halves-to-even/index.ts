import type { Crop } from "./crop.ts";

/** Blurs a crop; a clamped array rounds for us, halves to the even neighbour. */
export function blurCrop(crop: Crop, radius: number): Crop {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new RangeError(`The radius must be a whole number of pixels, not ${radius}`);
  }
  const { width, height, channels } = crop;
  const alongRows = new Int32Array(crop.samples.length);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      const first = y * width * channels + channel;
      slide(crop.samples, alongRows, { first, step: channels, count: width }, radius);
    }
  }
  const sums = new Int32Array(crop.samples.length);
  for (let first = 0; first < width * channels; first++) {
    slide(alongRows, sums, { first, step: width * channels, count: height }, radius);
  }
  return { width, height, channels, samples: meansOf(sums, crop, radius) };
}

type Sums = Uint8Array | Uint16Array | Int32Array;

interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** The sums of a window that slides along a line. */
function slide(source: Sums, target: Sums, { first, step, count }: Line, radius: number): void {
  let sum = 0;
  let left = 0;
  let right = 0;
  for (let position = 0; position < count; position++) {
    while (right < Math.min(count, position + radius + 1))
      sum += source[first + step * right++] ?? 0;
    while (left < position - radius) sum -= source[first + step * left++] ?? 0;
    target[first + step * position] = sum;
  }
}

function meansOf(sums: Sums, { width, height, channels }: Crop, radius: number): Uint8Array {
  const means = new Uint8ClampedArray(sums.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const count = reached(y, height, radius) * reached(x, width, radius);
      for (let channel = 0; channel < channels; channel++, at++)
        means[at] = (sums[at] ?? 0) / count;
    }
  }
  return new Uint8Array(means);
}

/** How many pixels of a line are within reach of one of them. */
function reached(position: number, length: number, radius: number): number {
  return Math.min(length, position + radius + 1) - Math.max(0, position - radius);
}
