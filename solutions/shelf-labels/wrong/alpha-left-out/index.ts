import type { Display, GreyPicture, Picture } from "./picture.ts";

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
  const { red: ofRed, green: ofGreen, blue: ofBlue } = display;
  for (let index = 0, at = 0; index < tones.length; index++, at += 4) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    tones[index] = (ofRed * red + ofGreen * green + ofBlue * blue + 128) >> 8;
  }
  return { width, height, tones };
}
