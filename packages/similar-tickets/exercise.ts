import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { Archive } from "./baseline/archive.ts";
import type { mostSimilar } from "./baseline/index.ts";

/** Of the model's embeddings. */
const DIMENSIONS = 384;

/** How many matches the help desk shows. */
const SHOWN = 10;

/** The scores of one archive lie between these; evenly, so that none are nearly equal. */
const LEAST_SCORE = 0.2;
const BEST_SCORE = 0.95;

/** Standard normal noise to draw from: Box-Muller over an even grid of radii and angles. */
const NOISE = Float64Array.from({ length: 8192 }, (_, index) => {
  const radius = Math.sqrt(-2 * Math.log((((index * 37) % 512) + 0.5) / 512));
  return radius * Math.cos((2 * Math.PI * (((index * 5) % 97) + 0.5)) / 97);
});

/** Drawn one by one: a question has nothing in common with the noise of the tickets. */
const QUESTION_VALUES = Array.from({ length: 41 }, (_, index) => (index - 20) / 16);

export default defineExercise<typeof mostSimilar>({
  title: "Tickets like this one",
  pathology: "unvectorized loop",
  lesson: "L06",
  order: 860,
  difficulty: 4,
  prerequisites: ["telemetry-columns"],
  origin: {
    url: "https://github.com/ente/ente/pull/3109",
    summary:
      "Ente's desktop app compares the embeddings of photos with a search and with each other. For 29 million operations on 5399 embeddings, a plain dot product took 11 s, one over Float32Array 8 s, and a native SIMD library 4 s. Magic search and clustering became at least twice as fast.",
  },
  entry: "mostSimilar",
  input: {
    make: makeSearch,
    sizes: { check: [3, 20, 150], time: 1600 },
    edgeCases: {
      "an empty archive": () => [Float32Array.of(1, 2, 3), archive(3, []), SHOWN],
      "fewer tickets than are wanted": () => [
        Float32Array.of(1, 0),
        archive(2, [
          [1, 1],
          [1, 0],
        ]),
        SHOWN,
      ],
      "none wanted": () => [Float32Array.of(1, 0), archive(2, [[1, 1]]), 0],
      "one wanted of three": () => [
        Float32Array.of(2, 1),
        archive(2, [
          [1, 1],
          [4, 2],
          [1, 0],
        ]),
        1,
      ],
      "a question without a direction": () => [
        new Float32Array(3),
        archive(3, [
          [1, 2, 3],
          [0, 0, 0],
          [3, 2, 1],
        ]),
        2,
      ],
      "tickets without text, between others": () => [
        Float32Array.of(1, 1, 0, 0, 0),
        archive(5, [
          [0, 0, 0, 0, 0],
          [-1, -1, 0, 0, 0],
          [0, 0, 0, 0, 0],
          [1, 0, 0, 0, 1],
        ]),
        4,
      ],
      "a right angle, and a ticket without text": () => [
        Float32Array.of(1, 0),
        archive(2, [
          [0, 5],
          [0, 0],
          [0, -2],
          [1, 1],
        ]),
        4,
      ],
      "opposite directions": () => [
        Float32Array.of(1, 2, 2),
        archive(3, [
          [-1, -2, -2],
          [-2, -1, 0],
          [1, 2, 2],
          [0, -3, 0],
        ]),
        SHOWN,
      ],
      "the same embedding again and again": () => [
        pattern(40),
        archive(
          40,
          Array.from({ length: 30 }, (_, row) => [...pattern(40, row % 3)]),
        ),
        12,
      ],
      "longer embeddings that are no better": () => [
        pattern(16),
        archive(
          16,
          Array.from({ length: 24 }, (_, row) =>
            [...pattern(16, row)].map((x) => x * 2 ** (row % 8)),
          ),
        ),
        SHOWN,
      ],
      "the best ones at both ends": () => [
        pattern(8),
        archive(
          8,
          Array.from({ length: 101 }, (_, row) => [...pattern(8, row % 100 === 0 ? 0 : 5)]),
        ),
        3,
      ],
      "one dimension": () => [Float32Array.of(-2), archive(1, [[3], [-1], [0], [-8]]), 3],
      "seven dimensions": () => [
        pattern(7),
        archive(
          7,
          Array.from({ length: 9 }, (_, row) => [...pattern(7, row)]),
        ),
        5,
      ],
      "thousands of dimensions": () => [
        pattern(2001),
        archive(2001, [[...pattern(2001, 3)], [...pattern(2001, 4)], [...pattern(2001)]]),
        2,
      ],
    },
    isValid: (question, { dimensions, tickets, embeddings }, count) =>
      question.length === dimensions &&
      embeddings.length === tickets.length * dimensions &&
      Number.isInteger(count) &&
      count >= 0,
  },
  answer: { compare: { kind: "within", relative: 1e-5 } },
  goal: { metric: "cpu time", target: 5, stretch: 60 },
  work: (question, { embeddings }) => ({
    bytes: question.byteLength + embeddings.byteLength,
    // Each number is multiplied by the question's, and by itself, and both products are added up.
    operations: 4 * embeddings.length,
  }),
  diagnosis: { function: "dot", file: "similarity.ts", lines: [7, 9] },
  hints: [
    "Which function has the largest self time, and how many numbers does one search go through? Divide. How many nanoseconds does one multiplication and addition take, and how many would you expect?",
    "Follow one number of one embedding through a search. How often is it read, and what is called each time? Which sums are the same for every ticket, and which need another look at the same numbers?",
    "Write one counted loop over the Float32Array that makes both sums of a ticket at once: no callback, no iterator, no copy. Work out the length of the question once. Then look at what is left: which instruction waits for which?",
    "For the stretch, let WebAssembly SIMD multiply four floats with one instruction. Write the loop over the rows as WebAssembly text, in a file such as products.wat. Import its bytes, and make a WebAssembly.Module and an Instance of them. Copy many rows into its memory and call it once for all of them, but copy no more at a time than fits into the nearest cache.",
  ],
});

/**
 * An archive whose scores are known: each embedding is a part along the question and a part at a
 * right angle to it, of any length. One ticket in fifty has no text.
 */
function makeSearch(random: Random, size: number): [Float32Array, Archive, number] {
  const question = Float64Array.from({ length: DIMENSIONS }, () => random.pick(QUESTION_VALUES));
  const length = Math.sqrt(dot(question, question));
  const direction = question.map((value) => value / length);
  const step = (BEST_SCORE - LEAST_SCORE) / size;
  const order = random.shuffle(Array.from({ length: size }, (_, row) => row));
  const embeddings = new Float32Array(size * DIMENSIONS);
  for (const [row, rank] of order.entries()) {
    if (random.chance(0.02)) continue;
    const score = LEAST_SCORE + step * (rank + 0.4 * random.float());
    const target = embeddings.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    writeAtAngle(target, direction, score, noise(random), 0.5 + random.float());
  }
  const tickets = Array.from({ length: size }, (_, row) => `T-${10_000 + row}`);
  return [
    Float32Array.from(question),
    { dimensions: DIMENSIONS, tickets, embeddings },
    Math.min(SHOWN, size),
  ];
}

/** Writes a vector of a length, at an angle to a direction that has this cosine. */
function writeAtAngle(
  target: Float32Array,
  direction: Float64Array,
  cosine: number,
  other: Float64Array,
  length: number,
): void {
  const along = dot(other, direction);
  const across = Math.sqrt(dot(other, other) - along * along);
  const otherPart = (length * Math.sqrt(1 - cosine * cosine)) / across;
  const directPart = length * cosine - otherPart * along;
  for (let index = 0; index < target.length; index++) {
    target[index] =
      directPart * (direction[index] as number) + otherPart * (other[index] as number);
  }
}

/** Draws where the table begins and which way it is read: that is cheap, and different enough. */
function noise(random: Random): Float64Array {
  const start = random.int(0, NOISE.length - DIMENSIONS);
  const part = NOISE.subarray(start, start + DIMENSIONS);
  return random.chance(0.5) ? part : part.toReversed();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += (a[index] as number) * (b[index] as number);
  }
  return sum;
}

function archive(dimensions: number, rows: readonly (readonly number[])[]): Archive {
  const tickets = rows.map((_, row) => `T-${100 + row}`);
  return { dimensions, tickets, embeddings: Float32Array.from(rows.flat()) };
}

/** Small whole numbers that look irregular: their products and sums are exact in single precision. */
function pattern(length: number, shift = 0): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    return ((index * index + 3 * index + 5 * shift * index + shift) % 7) - 2;
  });
}
