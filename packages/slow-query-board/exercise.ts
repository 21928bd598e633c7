import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { reportSlowQueries } from "./baseline/index.ts";
import type { QueryRecord } from "./baseline/query-record.ts";

export default defineExercise<typeof reportSlowQueries>({
  title: "The board of slow queries",
  pathology: "repeated work",
  lesson: "L08",
  order: 340,
  difficulty: 2,
  prerequisites: ["contact-import"],
  origin: {
    url: "https://github.com/duckdb/duckdb/pull/14424",
    summary:
      "DuckDB's operator for ORDER BY with a LIMIT sorted what it had kept again and again, and " +
      "discarded the rest. The rework keeps the candidates in a heap of sort keys. That also " +
      "made the worst input much cheaper: rows of which each is better than all before it.",
  },
  entry: "reportSlowQueries",
  input: {
    make: (random, size) => [makeEvening(random, size), Math.min(200, Math.ceil(size / 4))],
    sizes: { check: [3, 20, 150, 1500], time: 5000 },
    edgeCases: {
      "no records": () => [[], 5],
      "one record": () => [[record(1, 12)], 5],
      "a board for none": () => [[record(1, 12), record(2, 3)], 0],
      "a board for one": () => [[3, 9, 9, 1, 12, 12].map((ms, id) => record(id, ms)), 1],
      "fewer records than places": () => [[5, 1, 3].map((ms, id) => record(id, ms)), 10],
      "as many records as places": () => [[5, 1, 3, 4].map((ms, id) => record(id, ms)), 4],
      "equal durations": () => [range(40).map((id) => record(id, 7)), 9],
      "equal durations at the end of the board": () => [
        [9, 4, 4, 8, 4, 5, 4, 6, 4, 4].map((ms, id) => record(id, ms)),
        6,
      ],
      "three durations over and over": () => [range(200).map((id) => record(id, (id * 7) % 3)), 25],
      "each slower than the one before": () => [range(120).map((id) => record(id, id)), 16],
      "each faster than the one before": () => [range(120).map((id) => record(id, 120 - id)), 16],
      "only running queries": () => [range(5).map((id) => record(id, -1)), 3],
      "running queries first, last and between": () => [
        [-1, 4, -2, 6, 5, -1].map((ms, id) => record(id, ms)),
        2,
      ],
      "durations of nothing, and without end": () => [
        [0, Infinity, 3, 0, Infinity, 0, -0].map((ms, id) => record(id, ms)),
        5,
      ],
      "ids that repeat, and fall": () => [
        [9, 8, 8, 1, 9, 0].map((id, position) => record(id, position < 3 ? 5 : 6)),
        4,
      ],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 12,
    stretch: 40,
    bounds: [{ metric: "allocated bytes", atMost: 0.0045 }],
  },
  diagnosis: { function: "add", file: "slow-query-board.ts", lines: [13, 15] },
  hints: [
    "Look at the hottest function in the profile. In which order are the 200 records of the board before it runs for record number 3,000? And after it?",
    "Count for one record: how many arrays are created, how many elements are copied into them, and how many comparisons does sorting them take at least? How many of these would you need if you did it by hand, with 200 cards on a table?",
    "Many records are faster than everything on the board: one comparison shows that they change nothing. But on an evening that goes from bad to worse, most records do change the board. To put one record in and take another out, what is the least you have to find out about the board?",
    "Keep the board in one array that you never replace. One way is to keep it sorted: find the place of a new record by halving the range again and again, and move the records behind it by one. The other way is a heap, a tree in an array whose first element is always the next one to go (the children of place i are at 2i + 1 and 2i + 2). Sort it once at the end. Among equal durations the record that arrived later goes first, so the heap has to know the order of arrival.",
  ],
});

const databases = ["orders", "billing", "search", "sessions", "kölner-lager"];

/** An evening that gets worse and worse, then normal again at the end. Some durations are equal. */
function makeEvening(random: Random, size: number): QueryRecord[] {
  const calmFrom = Math.floor(size * 0.9);
  return Array.from({ length: size }, (_, position) => {
    const load = position < calmFrom ? position : 0;
    const durationMs = 20 + Math.round(load / 2 + random.float() * 0.05 * size);
    return {
      id: 100_000 + position,
      durationMs: random.chance(0.01) ? -1 : durationMs,
      database: random.pick(databases),
    };
  });
}

function record(id: number, durationMs: number): QueryRecord {
  return { id, durationMs, database: "orders" };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position);
}
