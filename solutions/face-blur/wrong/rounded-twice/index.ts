import type { Crop } from "./crop.ts";

/** Blurs a crop along its rows, and what comes of it along its columns: each time with rounded means. */
export function blurCrop(crop: Crop, radius: number): Crop {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new RangeError(`The radius must be a whole number of pixels, not ${radius}`);
  }
  const { width, height, channels, samples } = crop;
  const alongRows = new Uint8Array(samples.length);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      const first = y * width * channels + channel;
      slide(samples, alongRows, { first, step: channels, count: width }, radius);
    }
  }
  const blurred = new Uint8Array(samples.length);
  for (let first = 0; first < width * channels; first++) {
    slide(alongRows, blurred, { first, step: width * channels, count: height }, radius);
  }
  return { width, height, channels, samples: blurred };
}

interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** The rounded means of a window that slides along a line of samples. */
function slide(
  source: Uint8Array,
  target: Uint8Array,
  { first, step, count }: Line,
  radius: number,
): void {
  let sum = 0;
  let left = 0;
  let right = 0;
  for (let position = 0; position < count; position++) {
    while (right < Math.min(count, position + radius + 1))
      sum += source[first + step * right++] ?? 0;
    while (left < position - radius) sum -= source[first + step * left++] ?? 0;
    target[first + step * position] = Math.round(sum / (right - left));
  }
}
