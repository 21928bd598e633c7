import type { Crop } from "./crop.ts";

/** Blurs a crop: adds up each row's windows, and then the sums of the rows within reach. */
export function blurCrop(crop: Crop, radius: number): Crop {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new RangeError(`The radius must be a whole number of pixels, not ${radius}`);
  }
  const { width, height, channels } = crop;
  const rowSums = sumsAlongRows(crop, radius);
  const samples = new Uint8Array(crop.samples.length);
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius);
    const bottom = Math.min(height - 1, y + radius);
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (let row = top; row <= bottom; row++) sum += rowSums[row * rowLength + at] as number;
      const x = Math.floor(at / channels);
      const columns = Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1;
      samples[y * rowLength + at] = Math.round(sum / ((bottom - top + 1) * columns));
    }
  }
  return { width, height, channels, samples };
}

function sumsAlongRows({ width, height, channels, samples }: Crop, radius: number): Int32Array {
  const sums = new Int32Array(samples.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width - 1, x + radius);
      for (let channel = 0; channel < channels; channel++) {
        const end = (y * width + right) * channels + channel;
        let sum = 0;
        for (let at = (y * width + left) * channels + channel; at <= end; at += channels) {
          sum += samples[at] as number;
        }
        sums[(y * width + x) * channels + channel] = sum;
      }
    }
  }
  return sums;
}
