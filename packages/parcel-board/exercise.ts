import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { parcelBoard } from "./baseline/index.ts";

export default defineExercise<typeof parcelBoard>({
  title: "The parcel board",
  pathology: "sequential waiting",
  lesson: "L11",
  order: 1200,
  difficulty: 2,
  origin: {
    url: "https://github.com/CircleCI-Public/CircleCI-Env-Inspector/pull/37",
    summary:
      "A tool of CircleCI asked an API about every repository of an account in one Promise.all. Accounts with many repositories ran into its rate limit (issue 5 of the same repository) and opened too many connections. This pull request went back to one await after the other in for...of. Between the two there is a third way: to ask for a limited number at a time.",
  },
  entry: "parcelBoard",
  entryKind: "async function",
  resource: {
    operation: "request to the carrier",
    modules: ["node:http"],
    // A list of 48 may name some parcels twice.
    atLeast: 24,
  },
  input: {
    make: (random, size) => [makeNumbers(random, size)],
    sizes: { check: [2, 5, 12], time: 48 },
    edgeCases: {
      "no parcels": () => [[]],
      "one parcel": () => [["JD0146000041"]],
      "as many parcels as the carrier takes": () => [numbersFrom(0, 24)],
      "one parcel more than the carrier takes": () => [numbersFrom(100, 25)],
      "one parcel more than twice what the carrier takes": () => [numbersFrom(1000, 49)],
      "the same parcel thirty times": () => [Array.from({ length: 30 }, () => "JD0146000041")],
      "parcels listed twice, apart": () => [
        [...numbersFrom(0, 20), ...numbersFrom(10, 20), ...numbersFrom(0, 5)],
      ],
      "texts that are no parcel numbers": () => [
        [
          "",
          " ",
          "?",
          "#1",
          "a/b",
          "../parcels",
          "%",
          "%41",
          "JD 01",
          "ß",
          "包裹 7",
          "📦",
          "__proto__",
        ],
      ],
      "the same text in different spellings": () => [["jd1", "JD1", "JD1 ", "JD01", "ＪＤ1"]],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "wall time",
    target: 3,
    stretch: 10,
    bounds: [{ metric: "counted operations", atMost: 1 }],
    seconds: 20,
  },
  limits: { seconds: 20 },
  diagnosis: { function: "trackParcels", file: "tracking.ts", lines: [26, 34] },
  hints: [
    "Compare the two clocks. How much of a call's time is CPU time, and what does the process do in the rest of it?",
    "Write down when the second request is sent. What does it need from the first answer? How many requests can the carrier work on, and how many does it have at any moment?",
    "Start requests before the earlier ones are answered, but never more than the carrier takes. Beyond its limit it refuses at once, and asking again costs further requests. Starting them in groups is one way, but then the slowest of each group keeps the others waiting.",
    "Run as many async functions side by side under Promise.all as the carrier takes requests. Each one loops: it takes the next position of the list from an iterator that all of them share, awaits that parcel's answer, and stores it at its position.",
  ],
});

/** Numbers as on the carrier's labels; now and then one is listed twice, or mistyped. */
function makeNumbers(random: Random, size: number): string[] {
  const numbers: string[] = [];
  for (let position = 0; position < size; position++) {
    if (position > 0 && random.chance(0.03)) numbers.push(random.pick(numbers));
    else if (random.chance(0.02)) numbers.push(`jd ${random.int(0, 9999)}`);
    else numbers.push(`JD01${String(random.int(0, 99_999_999)).padStart(8, "0")}`);
  }
  return numbers;
}

function numbersFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, offset) => `JD0146${first + offset}`);
}
