import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { Crop } from "./baseline/crop.ts";
import type { blurCrop } from "./baseline/index.ts";

/** What the survey uses, in pixels: a window of 15 by 15. */
const SURVEY_RADIUS = 7;

/** The detector cuts out crops of this width and more; smaller ones try other radii too. */
const USUAL_WIDTH = 100;

const BLACK = 0;
const WHITE = 255;

export default defineExercise<typeof blurCrop>({
  title: "Faces and number plates, blurred",
  pathology: "repeated work",
  lesson: "L06",
  order: 780,
  difficulty: 2,
  origin: {
    url: "https://github.com/brunoborges/jairosvg/pull/129",
    summary:
      "An SVG renderer in Java blurred each pixel by weighting all pixels of a kernel. Three passes of a box blur, each with a sliding window, make a pixel cost the same whatever the radius. They took its filter benchmark from 47 ms to 22 ms.",
  },
  entry: "blurCrop",
  input: {
    make: (random, size) => [
      photograph(random, size),
      size < USUAL_WIDTH ? random.int(0, 9) : SURVEY_RADIUS,
    ],
    sizes: { check: [2, 9, 31, 60], time: 120 },
    edgeCases: {
      "one pixel": () => [crop(1, 1, 3, (at) => 10 * at), 7],
      "a crop without pixels": () => [crop(0, 0, 3, () => BLACK), 7],
      "one row": () => [crop(23, 1, 3, speckle), 4],
      "one column": () => [crop(1, 23, 3, speckle), 4],
      "higher than wide": () => [crop(5, 40, 3, speckle), 3],
      "a radius of nothing": () => [crop(8, 6, 3, speckle), 0],
      "a radius of one pixel": () => [crop(8, 6, 3, speckle), 1],
      "a radius as large as the crop": () => [crop(9, 9, 3, speckle), 9],
      "a radius far larger than the crop": () => [crop(6, 4, 1, speckle), 200],
      "white all over, with a large radius": () => [crop(70, 60, 1, () => WHITE), 25],
      "white all over": () => [crop(40, 30, 3, () => WHITE), 7],
      "black, and one white pixel": () => [crop(21, 21, 1, (at) => (at === 220 ? WHITE : 0)), 7],
      "means half-way between two numbers": () => [
        crop(12, 2, 1, (at) => [0, 1, 2, 3, 6, 7][at % 6] as number),
        1,
      ],
      "one colour only": () => [crop(17, 13, 3, (at) => (at % 3 === 0 ? WHITE : BLACK)), 2],
      "from the infrared camera": () => [crop(33, 20, 1, speckle), 7],
    },
    isValid: ({ width, height, channels, samples }, radius) =>
      (channels === 1 || channels === 3) &&
      samples.length === width * height * channels &&
      Number.isInteger(radius) &&
      radius >= 0,
  },
  answer: { compare: { kind: "exact" } },
  goal: { metric: "cpu time", target: 25, stretch: 90 },
  // Every sample is read, and one is written. The sums are integers: no floating point.
  work: ({ samples }) => ({ bytes: 2 * samples.length }),
  diagnosis: { function: "windowMean", file: "window.ts", lines: [13, 18] },
  hints: [
    "Profile it, then count. How many samples does `windowMean` read for one sample of the answer, and how many does the whole crop have? How often is each of them read in the end?",
    "Take two pixels next to each other. How many pixels do their two windows share, and how many are in only one of them? Ask the same about two windows, one below the other.",
    "First add up along each row, then add up those sums along each column. That reads 30 samples instead of 225. It is a good step, but its work still grows with the radius. Round once, at the end: the mean of rounded means is another number.",
    "Keep a running sum. For each column of the crop, keep the sum of its samples within reach of the current row, in an Int32Array. For the next row, add one sample and subtract one. Slide along the row in the same way over those sums. Then a pixel costs two additions and two subtractions, whatever the radius. Work in the order in which the samples lie in memory. Find the number of pixels in a window once for all rows that share it.",
  ],
});

/** A gradient of light, some darker patches with sharp edges, and the noise of the sensor. */
function photograph(random: Random, width: number): Crop {
  const height = Math.ceil(width * (0.7 + 0.1 * random.float()));
  const slopes = [random.float(), random.float(), random.float()];
  const patches = Array.from({ length: 6 }, () => ({
    left: random.int(0, width),
    top: random.int(0, height),
    side: random.int(1, Math.ceil(width / 3)),
    darker: random.int(20, 120),
  }));
  const isInside = ({ left, top, side }: (typeof patches)[number], x: number, y: number) =>
    x >= left && x < left + side && y >= top && y < top + side;
  return crop(width, height, 3, (at) => {
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / 3 / width);
    const light = 120 + 110 * ((slopes[at % 3] as number) - 0.5) * (x / width + y / height);
    const darker = patches.find((patch) => isInside(patch, x, y))?.darker ?? 0;
    return Math.min(WHITE, Math.max(BLACK, light - darker + random.int(-20, 20)));
  });
}

function crop(
  width: number,
  height: number,
  channels: number,
  sampleAt: (at: number) => number,
): Crop {
  const samples = Uint8Array.from({ length: width * height * channels }, (_, at) => sampleAt(at));
  return { width, height, channels, samples };
}

/** Values that look irregular. */
function speckle(at: number): number {
  return (at * at * 31 + at * 17) % (WHITE + 1);
}
