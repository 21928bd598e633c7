import type { Crop } from "./crop.ts";
import { windowMean } from "./window.ts";

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
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < channels; channel++) {
        samples[(y * width + x) * channels + channel] = windowMean(crop, x, y, channel, radius);
      }
    }
  }
  return { width, height, channels, samples };
}
