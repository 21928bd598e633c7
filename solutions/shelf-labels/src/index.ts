import type { Display, GreyPicture, Picture } from "./picture.ts";
import { Plugin } from "./plugin.ts";
import toneModule from "./tone.wat";

const plugin = new Plugin(toneModule);

/**
 * Turns a picture grey for a label of electronic paper.
 *
 * A pixel's brightness is the sum of its colours, each times what the display makes of it, plus 128,
 * divided by 256 and rounded down. Its tone is that plus 255 - alpha, which is what white paper adds
 * where the pixel lets it through.
 *
 * @throws RangeError when `pixels` does not hold four bytes for each pixel of the width and height
 */
export function greyPicture({ width, height, pixels }: Picture, display: Display): GreyPicture {
  if (pixels.length !== 4 * width * height) {
    throw new RangeError(`${width} x ${height} pixels don't fit ${pixels.length} bytes`);
  }
  // Padded, so that the pixels lie on a multiple of 16 bytes.
  const header = new Uint8Array(16);
  header.set([display.red, display.green, display.blue]);
  return { width, height, tones: plugin.callOperation("tones", header, pixels) };
}
