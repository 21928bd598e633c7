import type { Crop } from "./crop.ts";

/** Blurs a crop as if it lay on black: every sum is divided by the pixels of a whole window. */
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

function meansOf(sums: Sums, _crop: Crop, radius: number): Uint8Array {
  const count = (2 * radius + 1) ** 2;
  return Uint8Array.from(sums, (sum) => Math.round(sum / count));
}
