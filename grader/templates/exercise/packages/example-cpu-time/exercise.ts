import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { differentNames } from "./baseline/index.ts";

export default defineExercise<typeof differentNames>({
  title: "TODO: a title of a few words",
  pathology: "quadratic algorithm",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "differentNames",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => `name ${random.int(1, size)}`),
    ],
    sizes: { check: [2, 9, 60], time: 6000 },
    edgeCases: {
      "no names": () => [[]],
      "one name, again and again": () => [["ada", "ada", "ada"]],
      "names that are numbers": () => [["ada", "20", "3", "20"]],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "cpu time", target: 6, stretch: 15 },
  diagnosis: { function: "isListed", file: "index.ts", lines: [14, 19] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
