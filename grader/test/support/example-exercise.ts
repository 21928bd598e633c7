import { type AnyEntry, defineExercise, type Exercise } from "../../src/contract/index.ts";
import { manifestOf } from "../../src/contract/manifest.ts";
import type { LoadedExercise } from "../../src/course/exercises/load.ts";

/** The smallest exercise there is: the sum of a list. */
export const sumExercise = defineExercise<(list: number[]) => number>({
  title: "Sum of a list",
  pathology: "quadratic algorithm",
  lesson: "L08",
  order: 1,
  difficulty: 1,
  origin: { url: "https://example.com/issue/1", summary: "Somebody had to add numbers." },
  entry: "sum",
  input: {
    make: (random, size) => [Array.from({ length: size }, () => random.int(1, 1_000_000))],
    sizes: { check: [8, 2], time: 32 },
    edgeCases: { "an empty list": () => [[]] },
  },
  answer: { compare: { kind: "exact" } },
  goal: { metric: "cpu time", target: 2, stretch: 5 },
  diagnosis: { function: "sum", file: "index.ts", lines: [1, 5] },
  hints: ["Look at the loop.", "Which line is hot?", "Add numbers, not strings."],
}) as Exercise<AnyEntry>;

/** What the entry of `sumExercise` answers. */
export function sumOf([list]: readonly unknown[]): number {
  return (list as number[]).reduce((sum, value) => sum + value, 0);
}

/** `sumExercise`, with changes, as if it had been loaded from a folder. */
export function loadedFrom(folder: string, changes: Partial<Exercise> = {}): LoadedExercise {
  return {
    id: "sum",
    folder,
    manifest: `${folder}/exercise.ts`,
    version: "version-1",
    definition: manifestOf({ ...sumExercise, ...changes }),
  };
}
