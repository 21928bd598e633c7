import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { Channel } from "./baseline/channel.ts";
import type { summarizeChannels } from "./baseline/index.ts";

/** The recorder stores whole multiples of this, so sums of readings are exact in a double. */
const RESOLUTION = 1 / 128;

/** Two-sided normal quantiles: 95 %, 99 % and 99.9 % of readings should lie within. */
const THRESHOLDS = [1.96, 2.576, 3.291] as const;

const SENSORS = [
  { name: "rotor speed", unit: "rpm", mean: 12, spread: 1.5 },
  { name: "generator speed", unit: "rpm", mean: 1480, spread: 70 },
  { name: "active power", unit: "kW", mean: 1850, spread: 420 },
  { name: "gearbox oil temperature", unit: "°C", mean: 61, spread: 2.5 },
  { name: "outdoor temperature", unit: "°C", mean: -18, spread: 1.2 },
  { name: "yaw misalignment", unit: "°", mean: -3, spread: 6 },
  { name: "yaw encoder, parked", unit: "pulses", mean: 88_214, spread: 0.4 },
  { name: "barometric pressure", unit: "Pa", mean: 101_325, spread: 6 },
] as const;

/** Standard normal noise to draw from: Box-Muller over an even grid of radii and angles. */
const NOISE = Float64Array.from({ length: 4096 }, (_, index) => {
  const radius = Math.sqrt(-2 * Math.log(((index % 256) + 0.5) / 256));
  return radius * Math.cos((2 * Math.PI * (Math.floor(index / 256) + 0.5)) / 16);
});

export default defineExercise<typeof summarizeChannels>({
  title: "Statistics of telemetry columns",
  pathology: "unvectorized loop",
  lesson: "L06",
  order: 800,
  difficulty: 3,
  origin: {
    url: "https://github.com/march-language/march/pull/92",
    summary:
      "For the min, max, standard deviation and variance of a numeric column, a dataframe first copied it into a list of boxed floats and folded that list: 33-42 ms for 500,000 rows. Reductions that loop over the column itself, with the deviations in a stable second pass, took 0.5-0.6 ms (60-80x).",
  },
  entry: "summarizeChannels",
  input: {
    make: (random, size) => [
      random.shuffle(SENSORS).map((sensor) => record(random, sensor, size)),
      random.pick(THRESHOLDS),
    ],
    sizes: { check: [3, 20, 150, 1500], time: 3600 },
    edgeCases: {
      "no channels": () => [[], 3.291],
      "a channel without readings": () => [[channel([])], 3.291],
      "a sensor that is offline": () => [[channel([Number.NaN, Number.NaN, Number.NaN])], 3.291],
      "one reading": () => [[channel([-4.5])], 1.96],
      "one reading between gaps": () => [[channel([Number.NaN, 7.25, Number.NaN])], 1.96],
      "two readings": () => [[channel([3, 4])], 1.96],
      "gaps at both ends": () => [
        [channel([Number.NaN, Number.NaN, 5, 9, 6.5, Number.NaN, 8, Number.NaN])],
        1.96,
      ],
      "a frozen sensor": () => [[channel(new Array(11).fill(88_214.0078125))], 3.291],
      "all readings negative": () => [[channel([-18.5, -20, -17.25, -19, -18.75])], 1.96],
      "positive and negative readings that cancel": () => [[channel([-5, 5, -2, 2, 0])], 1.96],
      "a tiny spread around a large value": () => [
        [channel(pattern(59).map((value) => 101_325 + value / 16))],
        3.291,
      ],
      "a glitch first, then a tiny spread around a large value": () => [
        [channel([0, ...pattern(39).map((value) => 101_325 + value)])],
        3.291,
      ],
      "the same name twice, and names that an object would mistake": () => [
        [
          { name: "Ölstand 🛢️", unit: "µm", readings: Float32Array.of(1, 2, 3) },
          { name: "Ölstand 🛢️", unit: "", readings: Float32Array.of(9, 8) },
          { name: "__proto__", unit: "%", readings: Float32Array.of(50) },
        ],
        2.576,
      ],
      "a long column of an odd length": () => [[channel(pattern(20_011))], 1.96],
      "a long column, then a short one": () => [
        [channel(pattern(5003)), channel([1, Number.NaN, 4])],
        1.96,
      ],
    },
  },
  answer: { compare: { kind: "within", relative: 1e-9 } },
  goal: {
    metric: "cpu time",
    target: 35,
    stretch: 180,
    bounds: [{ metric: "allocated bytes", atMost: 0.005 }],
  },
  work: (channels) => {
    const readings = channels.reduce((sum, channel) => sum + channel.readings.length, 0);
    return {
      bytes: readings * Float32Array.BYTES_PER_ELEMENT,
      // Each reading is compared, added, and squared and added.
      operations: 4 * readings,
    };
  },
  diagnosis: { function: "columnStatistics", file: "statistics.ts", lines: [21, 31] },
  hints: [
    "Profile it, and look at the line table of the hottest function. Which line is on top? How much of what that line works out does the summary really use?",
    "Profile again without that line. Another line is on top, and the function is still slow. For every statement, count how often it visits each reading, and what it creates on the way that nobody sees in the end.",
    "The readings arrive as 4-byte numbers, side by side. Find the first line that turns them into something else. What can you compute by reading them where they are? Profile each kind of loop that you try: two ways to write the same visit can differ by a factor of four.",
    "Index the Float32Array in a plain counted loop, and keep the count, sum, minimum and maximum in local variables: no copies, no callbacks, no iterator. One running sum waits for its previous addition, so two that take turns go faster. For the stretch, copy each column into a WebAssembly memory and scan it with SIMD instructions, where a missing reading is a mask instead of a branch. Write the module as text, in a file kernel.wat, and import its bytes from there.",
  ],
});

function record(random: Random, sensor: (typeof SENSORS)[number], size: number): Channel {
  const { name, unit, mean, spread } = sensor;
  const readings = new Float32Array(size - random.int(0, Math.min(size, 7)));
  if (random.chance(0.04)) return { name, unit, readings: readings.fill(Number.NaN) };
  if (random.chance(0.06)) return { name, unit, readings: readings.fill(mean) };

  const level = mean + spread * (random.float() - 0.5);
  for (let index = 0; index < readings.length; index++) {
    const noise = NOISE[random.int(0, NOISE.length - 1)] ?? 0;
    readings[index] = quantize(level + spread * noise);
  }
  addGlitches(random, readings, level, spread);
  addGaps(random, readings);
  return { name, unit, readings };
}

function addGlitches(random: Random, readings: Float32Array, level: number, spread: number): void {
  for (let glitches = random.int(0, Math.ceil(readings.length / 400)); glitches > 0; glitches--) {
    const height = (random.chance(0.5) ? spread : -spread) * random.int(5, 15);
    readings[random.int(0, readings.length - 1)] = quantize(level + height);
  }
}

function addGaps(random: Random, readings: Float32Array): void {
  for (let gaps = random.int(0, Math.ceil(readings.length / 100)); gaps > 0; gaps--) {
    const start = random.int(0, readings.length);
    readings.fill(Number.NaN, start, start + random.int(1, random.chance(0.2) ? 25 : 3));
  }
}

function quantize(value: number): number {
  return Math.round(value / RESOLUTION) * RESOLUTION;
}

function channel(readings: number[]): Channel {
  return { name: "bearing temperature", unit: "°C", readings: Float32Array.from(readings) };
}

/** Readings that look irregular, a few of them far out. */
function pattern(length: number): number[] {
  return Array.from({ length }, (_, index) => {
    const wave = ((index * index + 7 * index) % 97) * RESOLUTION;
    return index % 61 === 5 ? wave + 3 : wave;
  });
}
