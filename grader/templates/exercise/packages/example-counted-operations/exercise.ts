import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { totalOf } from "./baseline/index.ts";

export default defineExercise<typeof totalOf>({
  title: "TODO: a title of a few words",
  pathology: "chatty boundary",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "totalOf",
  // TODO: your resource, such as a database, and what it counts.
  resource: { operation: "question" },
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => ({
        article: random.int(1, Math.ceil(size / 4)),
        count: random.int(1, 9),
      })),
    ],
    sizes: { check: [2, 9, 60], time: 4000 },
    edgeCases: {
      "no lines": () => [[]],
      "an article on two lines": () => [
        [
          { article: 1, count: 2 },
          { article: 1, count: 3 },
        ],
      ],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "counted operations", target: 100, stretch: 1000 },
  diagnosis: { function: "totalOf", file: "index.ts", lines: [14, 18] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
