import type { Crop } from "./crop.ts";

/** The mean of a channel over all pixels within `radius` columns and rows of a pixel, rounded. */
export function windowMean(
  crop: Crop,
  x: number,
  y: number,
  channel: number,
  radius: number,
): number {
  let sum = 0;
  let count = 0;
  for (let column = x - radius; column <= x + radius; column++) {
    for (let row = y - radius; row <= y + radius; row++) {
      if (column < 0 || column >= crop.width || row < 0 || row >= crop.height) continue;
      sum += crop.samples[(row * crop.width + column) * crop.channels + channel] ?? 0;
      count++;
    }
  }
  return Math.round(sum / count);
}
