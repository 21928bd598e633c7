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
  const tones = new Uint8Array(width * height);
  const message = plugin.open("tone", 8);
  for (let index = 0, at = 0; index < tones.length; index++, at += 4) {
    const { bytes } = message;
    bytes[0] = display.red;
    bytes[1] = display.green;
    bytes[2] = display.blue;
    bytes[4] = pixels[at] ?? 0;
    bytes[5] = pixels[at + 1] ?? 0;
    bytes[6] = pixels[at + 2] ?? 0;
    bytes[7] = pixels[at + 3] ?? 0;
    message.send();
    tones[index] = bytes[0] ?? 0;
  }
  message.close();
  return { width, height, tones };
}
