import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { balances } from "./baseline/index.ts";

export default defineExercise<typeof balances>({
  title: "TODO: a title of a few words",
  pathology: "needless allocation",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "balances",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => random.int(-100, 3_000_000)),
    ],
    sizes: { check: [2, 9, 60], time: 3000 },
    edgeCases: {
      "no amounts": () => [[]],
      "amounts beyond 32 bits": () => [[2_000_000_000, 2_000_000_000, -1]],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "allocated bytes", target: 100, stretch: 250 },
  diagnosis: { function: "withBalance", file: "index.ts", lines: [12, 14] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
