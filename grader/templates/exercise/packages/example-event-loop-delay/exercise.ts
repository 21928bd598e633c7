import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { digest } from "./baseline/index.ts";

export default defineExercise<typeof digest>({
  title: "TODO: a title of a few words",
  pathology: "blocked event loop",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "digest",
  entryKind: "async function",
  input: {
    // TODO: inputs of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      Array.from({ length: size }, () => random.int(0, 1_000_000)),
    ],
    sizes: { check: [2, 9, 1500], time: 150_000 },
    edgeCases: {
      "no readings": () => [[]],
      "one reading": () => [[7]],
    },
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "event-loop delay", target: 10, stretch: 25, seconds: 20 },
  diagnosis: { function: "digestOf", file: "index.ts", lines: [11, 17] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});
