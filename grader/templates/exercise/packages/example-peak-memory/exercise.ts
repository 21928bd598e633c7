import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { largestTotal } from "./baseline/index.ts";

export default defineExercise<typeof largestTotal>({
  title: "TODO: a title of a few words",
  pathology: "slow data pipeline",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "largestTotal",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => `${random.int(0, 9)} ${random.int(1, 99_999)}\n`).join(""),
    ],
    sizes: { check: [2, 9, 60], time: 200_000 },
    edgeCases: {
      "no sales": () => [""],
      "a last line without an end": () => ["1 50\n1 60"],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "peak memory", target: 4.5, stretch: 8 },
  diagnosis: { function: "rowsOf", file: "index.ts", lines: [17, 23] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
