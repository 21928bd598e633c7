import type { Crop } from "./crop.ts";

/** The mean of a channel over a window, whose ends are found once; it still adds up all of it. */
export function windowMean(
  { width, height, channels, samples }: Crop,
  x: number,
  y: number,
  channel: number,
  radius: number,
): number {
  const top = Math.max(0, y - radius);
  const bottom = Math.min(height - 1, y + radius);
  const left = Math.max(0, x - radius);
  const right = Math.min(width - 1, x + radius);
  let sum = 0;
  for (let row = top; row <= bottom; row++) {
    const end = (row * width + right) * channels + channel;
    for (let at = (row * width + left) * channels + channel; at <= end; at += channels) {
      sum += samples[at] as number;
    }
  }
  return Math.round(sum / ((bottom - top + 1) * (right - left + 1)));
}
