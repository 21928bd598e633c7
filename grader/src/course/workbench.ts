import { join } from "node:path";
import { InputPool, InputShelf } from "../engine/inputs/shelf.ts";
import { probedSemiSpaceMegabytes } from "../engine/sandbox/child-command.ts";
import type {
  Limits,
  Program,
  Recording,
  Sandbox,
  Side,
  Worker,
} from "../engine/sandbox/sandbox.ts";
import type { LoadedExercise } from "./exercises/load.ts";
import { resourceSpecifier } from "./staging/resource-package.ts";
import { createFolder, readModules, type Staged } from "./staging/stage.ts";

/** A staged exercise with everything at hand to run its two sides. */
export interface Workbench {
  readonly exercise: LoadedExercise;
  readonly staged: Staged;
  readonly shelf: InputShelf;
  /** Inputs of the timed size. */
  readonly pool: InputPool;
  /** Other inputs of another size. */
  poolOf(size: number): InputPool;
  /** Starts one side in a fresh process. Rejects with WorkerFailed. */
  start(side: Side, options?: StartOptions): Promise<Worker>;
}

export interface StartOptions extends Pick<Program, "cpu" | "recording"> {
  /** Turns each source of the side into the one that runs: for profilers that need probes in it. */
  readonly rewrite?: ((source: string, file: string) => string) | undefined;
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
  const { definition } = exercise;
  const shelf = new InputShelf(staged.inputs, definition.allows);
  const limits = limitsOf(exercise);
  const resource = resourceOf(exercise, staged);
  return {
    exercise,
    staged,
    shelf,
    pool: new InputPool(definition, shelf, timeSeed),
    poolOf: (size) => new InputPool(definition, shelf, timeSeed, size),
    start: (side, { rewrite = (source: string) => source, ...options } = {}) =>
      sandbox.start({
        ...options,
        ...resource,
        side,
        limits: withRoomFor(options.recording, limits),
        module: join(staged.sides[side], "index.ts"),
        sources: new Map([
          ...absolute(staged.sides[side], rewritten(readModules(staged.sides[side]), rewrite)),
          ...absolute(staged.resource, readModules(staged.resource)),
        ]),
        modules: definition.allows?.modules ?? [],
        entry: definition.entry,
        kind: definition.entryKind ?? "function",
        readable: [staged.inputs, ...(definition.resource === undefined ? [] : [staged.resource])],
        ...(definition.allows?.outputFiles && { outputFolder: createFolder(staged) }),
      }),
  };
}

function resourceOf({ id, definition }: LoadedExercise, staged: Staged): Pick<Program, "resource"> {
  if (definition.resource === undefined) return {};
  const module = join(staged.resource, "index.ts");
  const { modules = [] } = definition.resource;
  return { resource: { specifier: resourceSpecifier(id), module, modules } };
}

function rewritten(
  sources: ReadonlyMap<string, string>,
  rewrite: NonNullable<StartOptions["rewrite"]>,
): Map<string, string> {
  return new Map([...sources].map(([file, text]) => [file, rewrite(text, file)]));
}

function absolute(folder: string, sources: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...sources].map(([path, text]) => [join(folder, path), text]));
}

/** What a recording needs for itself is not the program's: both halves of a large young generation. */
function withRoomFor(recording: Recording | undefined, limits: Limits): Limits {
  if (recording?.kind !== "line allocations") return limits;
  return { ...limits, processMegabytes: limits.processMegabytes + 2 * probedSemiSpaceMegabytes };
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
