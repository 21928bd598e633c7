import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { labels } from "./baseline/index.ts";

export default defineExercise<typeof labels>({
  title: "TODO: a title of a few words",
  pathology: "memory leak",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "labels",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => `first${random.int(1, 1e9)} last${random.int(1, 1e9)}`),
    ],
    sizes: { check: [2, 9, 60], time: 1000 },
    edgeCases: {
      "no names": () => [[]],
      "names of the same length": () => [["ada roth", "bob vosk", "ada roth"]],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "live bytes", target: 20, stretch: 100 },
  diagnosis: { function: "labelOf", file: "index.ts", lines: [12, 18] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
