import { describe, expect, it } from "vitest";
import { greyPicture } from "#subject";

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

function picture(width: number, height: number, pixels: readonly Pixel[]) {
  return { width, height, pixels: Uint8Array.from(pixels.flat()) };
}

/** The brightness of colours on a screen, as Rec. 709 has it. */
const rec709 = { red: 54, green: 183, blue: 19 };

/** The tones of a row of pixels. */
function tonesOf(...pixels: readonly Pixel[]): number[] {
  return [...greyPicture(picture(pixels.length, 1, pixels), rec709).tones];
}

describe("greyPicture", () => {
  it("gives a tone for each pixel, row by row", () => {
    const pixels: Pixel[] = [1, 2, 3, 4, 5, 6].map((grey) => [grey, grey, grey, 255]);
    expect(greyPicture(picture(2, 3, pixels), rec709)).toEqual({
      width: 2,
      height: 3,
      tones: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
  });

  it("weighs the colours as the display does", () => {
    const colours = picture(3, 1, [
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
    ]);
    expect([...greyPicture(colours, rec709).tones]).toEqual([54, 182, 19]);
    expect([...greyPicture(colours, { red: 1, green: 0, blue: 255 }).tones]).toEqual([1, 0, 254]);
  });

  it("rounds a brightness to the nearest tone, and a half up", () => {
    // 54 * 7 = 378, 54 * 64 = 3456 and 54 * 83 = 4482, of 256 each.
    expect(tonesOf([7, 0, 0, 255], [64, 0, 0, 255], [83, 0, 0, 255])).toEqual([1, 14, 18]);
  });

  it("leaves the paper white where a pixel is transparent", () => {
    expect(tonesOf([0, 0, 0, 0])).toEqual([255]);
  });

  it("lets the paper through a pixel that covers a part of it, whose colour is premultiplied", () => {
    expect(tonesOf([0, 0, 0, 100], [100, 100, 100, 100], [40, 80, 20, 128])).toEqual([
      155, 255, 194,
    ]);
  });

  it.each([1, 15, 16, 17, 63, 64, 65, 1000])("reaches the end of %i pixels", (count) => {
    const greys = Array.from({ length: count }, (_, index) => (index * 7) % 256);
    expect(tonesOf(...greys.map((grey): Pixel => [grey, grey, grey, 255]))).toEqual(greys);
  });

  it("makes a picture of more than a million bytes", () => {
    const pixels = new Uint8Array(4 * 600 * 500).fill(255);
    const { tones } = greyPicture({ width: 600, height: 500, pixels }, rec709);
    expect(tones.length).toBe(300_000);
    expect(tones.every((tone) => tone === 255)).toBe(true);
  });

  it("takes pixels that are not at the start of their buffer", () => {
    const greys = [90, 10, 20, 30, 40, 50].map((grey) => [grey, grey, grey, 255]);
    const pixels = Uint8Array.from(greys.flat()).subarray(4);
    const { tones } = greyPicture({ width: 5, height: 1, pixels }, rec709);
    expect([...tones]).toEqual([10, 20, 30, 40, 50]);
  });

  it("gives nothing for a picture without pixels", () => {
    expect(greyPicture(picture(0, 0, []), rec709)).toEqual({
      width: 0,
      height: 0,
      tones: new Uint8Array(),
    });
  });

  it("keeps the tones of a picture when others are made", () => {
    const first = greyPicture(picture(1, 1, [[9, 9, 9, 255]]), rec709);
    greyPicture(picture(1, 1, [[200, 200, 200, 255]]), rec709);
    greyPicture({ width: 500, height: 400, pixels: new Uint8Array(4 * 500 * 400) }, rec709);
    expect([...first.tones]).toEqual([9]);
  });

  it("leaves the picture as it was", () => {
    const given = picture(2, 1, [
      [10, 20, 30, 255],
      [1, 2, 3, 4],
    ]);
    const copy = structuredClone(given);
    greyPicture(given, rec709);
    expect(given).toEqual(copy);
  });

  it("refuses pixels that are more or fewer than the width and height say", () => {
    const tooFew = { width: 2, height: 2, pixels: new Uint8Array(12) };
    expect(() => greyPicture(tooFew, rec709)).toThrow(RangeError);
  });
});
