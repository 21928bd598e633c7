import { defineExercise, type Random, type ServerEntry } from "@bottleneck/grader/contract";

export default defineExercise<ServerEntry>({
  title: "TODO: a title of a few words",
  pathology: "blocked event loop",
  lesson: "TODO: the lesson, such as L08",
  order: 10,
  difficulty: 1,
  origin: {
    url: "https://example.com/TODO",
    summary: "TODO: the issue, commit or post-mortem that this is modelled on, and its figures.",
  },
  entry: "startServer",
  entryKind: "server",
  input: {
    // TODO: requests of your own. All randomness comes from `random`; the work grows with `size`.
    make: (random: Random, size: number) => [
      post(Array.from({ length: size }, () => `word${random.int(1, size)}`)),
    ],
    sizes: { check: [2, 9, 60], time: 5000 },
    edgeCases: {
      "one word, again and again": () => [post(["ada", "ada", "ada"])],
      "words that differ in case": () => [post(["ada", "Ada", "ADA"])],
    },
  },
  allows: { modules: ["node:http"] },
  // TODO: the requests whose latency counts, and those that keep the server busy meanwhile.
  load: {
    probe: { request: post(wordsTo(5000)), everyMs: 50 },
    background: { request: post(wordsTo(5000)), connections: 2 },
    windowMs: 500,
  },
  answer: { compare: { kind: "exact" } },
  // TODO: your goal, from what npm run calibrate proposes.
  goal: { metric: "latency p95", target: 6, stretch: 15, seconds: 30 },
  diagnosis: { function: "isListed", file: "index.ts", lines: [33, 38] },
  hints: [
    "TODO: a question that makes the student look at the right function.",
    "TODO: what to count there.",
    "TODO: the technique.",
  ],
});

function post(words: readonly string[]) {
  return { method: "POST" as const, path: "/words", body: words.join(" ") };
}

function wordsTo(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `word${place}`);
}
