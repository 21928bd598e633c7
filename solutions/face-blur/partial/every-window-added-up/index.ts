import type { Crop } from "./crop.ts";
import { windowMean } from "./window.ts";

/** Blurs a crop; goes along the rows, as the samples lie in memory. */
export function blurCrop(crop: Crop, radius: number): Crop {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new RangeError(`The radius must be a whole number of pixels, not ${radius}`);
  }
  const { width, height, channels } = crop;
  const samples = new Uint8Array(crop.samples.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        samples[(y * width + x) * channels + channel] = windowMean(crop, x, y, channel, radius);
      }
    }
  }
  return { width, height, channels, samples };
}
