import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { totalOf } from "./baseline/index.ts";

export default defineExercise<typeof totalOf>({
  title: "TODO: a title of a few words",
  pathology: "slow start-up",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "totalOf",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => random.int(0, 5100)),
    ],
    sizes: { check: [2, 9, 40], time: 80 },
    edgeCases: {
      "no rows": () => [[]],
      "the first, the last and one beyond": () => [[0, 4999, 5000]],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "start-up time", target: 2.5, stretch: 6, seconds: 20 },
  diagnosis: { function: "rowOf", file: "index.ts", lines: [14, 18] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
