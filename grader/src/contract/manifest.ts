import type { Exercise } from "./exercise.ts";

/** What an exercise may leave out of its manifest. */
const defaults = {
  entryKind: "function",
  seconds: 10,
  megabytes: 512,
  /** That measuring one metric may take. */
  measuringSeconds: 8,
} as const;

/** An exercise as the grader knows it: everything that a manifest may leave out is there. */
export interface Manifest extends Exercise {
  readonly entryKind: NonNullable<Exercise["entryKind"]>;
  readonly answer: Exercise["answer"] & { readonly mayChangeInput: boolean };
  readonly allows: NonNullable<Exercise["allows"]> & { readonly modules: readonly string[] };
  readonly limits: Required<NonNullable<Exercise["limits"]>>;
  readonly goal: Exercise["goal"] & { readonly seconds: number };
  readonly prerequisites: readonly string[];
}

/** Fills in what a manifest leaves out: done once, when it is loaded. */
export function manifestOf(exercise: Exercise): Manifest {
  const { answer, allows, limits, goal, prerequisites = [] } = exercise;
  return {
    ...exercise,
    entryKind: exercise.entryKind ?? defaults.entryKind,
    answer: { ...answer, mayChangeInput: answer.mayChangeInput ?? false },
    allows: { ...allows, modules: allows?.modules ?? [] },
    limits: {
      seconds: limits?.seconds ?? defaults.seconds,
      megabytes: limits?.megabytes ?? defaults.megabytes,
    },
    goal: { ...goal, seconds: goal.seconds ?? defaults.measuringSeconds },
    prerequisites,
  };
}
