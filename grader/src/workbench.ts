import { join } from "node:path";
import type { LoadedExercise } from "./exercises/load.ts";
import { InputPool, InputShelf } from "./inputs/shelf.ts";
import type { Limits, Program, Sandbox, Side, Worker } from "./sandbox/sandbox.ts";
import { readSources, type Staged } from "./staging/stage.ts";

/** A staged exercise with everything at hand to run its two sides. */
export interface Workbench {
  readonly exercise: LoadedExercise;
  readonly staged: Staged;
  readonly shelf: InputShelf;
  /** Inputs of the timed size. */
  readonly pool: InputPool;
  /** Starts one side in a fresh process. Rejects with WorkerFailed. */
  start(side: Side, options?: Pick<Program, "cpu" | "profile">): Promise<Worker>;
}

const defaultSeconds = 10;
const defaultMegabytes = 512;

/** What a process may use beyond its heap: code, stacks, buffers. */
const megabytesBesideHeap = 512;

export function openWorkbench(
  exercise: LoadedExercise,
  staged: Staged,
  sandbox: Sandbox,
  timeSeed: number,
): Workbench {
  const shelf = new InputShelf(staged.inputs);
  const limits = limitsOf(exercise);
  return {
    exercise,
    staged,
    shelf,
    pool: new InputPool(exercise.definition, shelf, timeSeed),
    start: (side, options = {}) =>
      sandbox.start({
        ...options,
        side,
        limits,
        module: join(staged.sides[side], "index.ts"),
        sources: absolute(staged.sides[side], readSources(staged.sides[side])),
        modules: exercise.definition.allows?.modules ?? [],
        entry: exercise.definition.entry,
        readable: [staged.inputs],
      }),
  };
}

function absolute(folder: string, sources: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...sources].map(([path, text]) => [join(folder, path), text]));
}

function limitsOf(exercise: LoadedExercise): Limits {
  const { seconds = defaultSeconds, megabytes = defaultMegabytes } =
    exercise.definition.limits ?? {};
  return {
    seconds,
    heapMegabytes: megabytes,
    processMegabytes: megabytes + megabytesBesideHeap,
  };
}
