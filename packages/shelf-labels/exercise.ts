import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { greyPicture } from "./baseline/index.ts";
import type { Display, Picture } from "./baseline/picture.ts";

export default defineExercise<typeof greyPicture>({
  title: "Grey pictures for shelf labels",
  pathology: "chatty boundary",
  lesson: "L07",
  order: 840,
  difficulty: 3,
  prerequisites: ["telemetry-columns"],
  origin: {
    url: "https://github.com/andymai/occt-wasm/pull/133",
    summary:
      "A geometry kernel in WebAssembly got its arrays of points one element at a time, with " +
      "one call from JavaScript for each. When it interpolated a curve, that was half of the " +
      "time. Copying the whole array into the module's memory at once made the call 2.2 to 2.3 " +
      "times as fast.",
  },
  entry: "greyPicture",
  input: {
    make: (random, size) => [makePicture(random, size), random.pick(displays)],
    sizes: { check: [3, 20, 150], time: 60_000 },
    isValid: ({ width, height, pixels }, { red, green, blue }) =>
      pixels.length === 4 * width * height && isPremultiplied(pixels) && red + green + blue === 256,
    edgeCases: {
      "a picture without pixels": () => pictureOf([]),
      "rows without pixels": () => [{ width: 0, height: 7, pixels: new Uint8Array(0) }, rec709],
      "one opaque pixel": () => pictureOf([[30, 200, 90, 255]]),
      "one transparent pixel": () => pictureOf([[0, 0, 0, 0]]),
      "black, white and the pure colours": () =>
        pictureOf([
          ...[[0, 0, 0, 255] as const, [255, 255, 255, 255] as const],
          ...[[255, 0, 0, 255] as const, [0, 255, 0, 255] as const, [0, 0, 255, 255] as const],
        ]),
      "every grey": () => pictureOf(eachByte((level) => [level, level, level, 255])),
      "every red, whose brightness is rounded up and down": () =>
        pictureOf(eachByte((level) => [level, 0, 0, 255])),
      "every blue, by little at a time": () => pictureOf(eachByte((level) => [0, 0, level, 255])),
      "a shadow of every strength": () => pictureOf(eachByte((alpha) => [0, 0, 0, alpha])),
      "white of every strength": () => pictureOf(eachByte((alpha) => [alpha, alpha, alpha, alpha])),
      "a colour of every strength": () =>
        pictureOf(eachByte((alpha) => [alpha >> 1, alpha, alpha >> 2, alpha])),
      "a narrow picture of 31 pixels": () => [
        { width: 1, height: 31, pixels: pattern(31) },
        rec709,
      ],
      "a large picture": () => [{ width: 181, height: 173, pixels: pattern(181 * 173) }, rec709],
      "a display that shows two colours, each by half": () =>
        pictureOf(
          eachByte((level) => [level, 255 - level, 255, 255]),
          { red: 128, green: 128, blue: 0 },
        ),
      "a display that hardly shows any colour but one": () =>
        pictureOf(
          eachByte((level) => [255, level, 255 - level, 255]),
          { red: 0, green: 1, blue: 255 },
        ),
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: { metric: "cpu time", target: 50, stretch: 160 },
  diagnosis: { function: "callOperation", file: "plugin.ts", lines: [27, 33] },
  hints: [
    "Profile the starter. Which function is on top, and how often does it run for a label of 300 x 200 pixels? How many bytes does it carry each time?",
    "Count what happens for one pixel besides the arithmetic: objects that are made, bytes that are copied, and calls into the module. Which of them would remain if a request held ten pixels, and how much of it would there be for each pixel?",
    "The module also exports toneOf, which takes numbers and needs no memory. Try it. How many times faster is that, and what is left? Multiply the cost of one call by the number of pixels.",
    "Cross once: send the display and all pixels of the picture as one request. Let an operation in tone.wat loop over them and write a byte for each. A plain loop in TypeScript that never crosses gets most of that gain.",
    "For the stretch, let the loop in tone.wat take four pixels in one step, with SIMD. v128.and and i16x8.shr_u split their vector into red and blue, and green and alpha. i32x4.dot_i16x8_s weights and adds such a pair. The narrow instructions pack the four tones, and v128.store32_lane writes them. Requests begin at multiples of 64 and have room up to the next one.",
  ],
});

/** The brightness of colours on a screen, by Rec. 709. */
const rec709: Display = { red: 54, green: 183, blue: 19 };

/** Three models of labels. */
const displays = [rec709, { red: 77, green: 150, blue: 29 }, { red: 85, green: 86, blue: 85 }];

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** Products cut out from their background: runs of clear, opaque and half-transparent pixels. */
function makePicture(random: Random, size: number): Picture {
  const width = Math.ceil(Math.sqrt(1.5 * size));
  const height = Math.ceil(size / width);
  const pixels = new Uint8Array(4 * width * height);
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = random.chance(0.3) ? 0 : random.chance(0.7) ? 255 : random.int(1, 254);
    // Three bytes of one draw: there are many pixels.
    const draw = alpha === 0 ? 0 : random.int(0, 0xffffff);
    for (let channel = 0; channel < 3; channel++) {
      const level = (draw >> (8 * channel)) & 255;
      pixels[at + channel] = Math.floor((level * alpha) / 255);
    }
    pixels[at + 3] = alpha;
  }
  return { width, height, pixels };
}

/** A picture of one row. */
function pictureOf(pixels: readonly Pixel[], display = rec709): [Picture, Display] {
  const bytes = Uint8Array.from(pixels.flat());
  return [{ width: pixels.length, height: 1, pixels: bytes }, display];
}

function eachByte(pixelOf: (byte: number) => Pixel): Pixel[] {
  return Array.from({ length: 256 }, (_, byte) => pixelOf(byte));
}

/** Bytes of pixels that all differ from their neighbours. */
function pattern(pixels: number): Uint8Array {
  const colours = Array.from({ length: pixels }, (_, index): Pixel => {
    const alpha = 255 - ((index * 37) % 256);
    return [
      (index * 11) % (alpha + 1),
      (index * 101) % (alpha + 1),
      (index * 7) % (alpha + 1),
      alpha,
    ];
  });
  return Uint8Array.from(colours.flat());
}

function isPremultiplied(pixels: Uint8Array): boolean {
  return pixels.every((level, at) => level <= (pixels[at | 3] ?? 0));
}
