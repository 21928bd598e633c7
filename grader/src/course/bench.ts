import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../contract/manifest.ts";
import { InputPool } from "../engine/inputs/pool.ts";
import { InputShelf } from "../engine/inputs/shelf.ts";
import { probedSemiSpaceMegabytes } from "../engine/sandbox/child-command.ts";
import type {
  Limits,
  Program,
  Recording,
  Sandbox,
  Side,
  Worker,
} from "../engine/sandbox/sandbox.ts";
import { createScratch, writingTo } from "../engine/scratch.ts";
import type { LoadedExercise } from "./exercises/load.ts";
import { resourceSpecifier } from "./staging/resource-package.ts";
import { createFolder, type Staged, stage } from "./staging/stage.ts";
import type { Submission } from "./staging/submission.ts";

/** A version that was taken, staged beside the baseline, with everything at hand to run both. */
export interface Bench {
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

export interface StartOptions
  extends Pick<Program, "cpu" | "recording" | "withoutTurboFan" | "besideOthers"> {
  /** In the place of the exercise's time limit. */
  readonly seconds?: number;
  /** Turns each module of the side into the one that runs: for profilers that need probes in it. */
  readonly rewrite?: ((source: string, file: string) => Promise<string>) | undefined;
}

/** What a process may use beyond its heap: code, stacks, buffers. */
const megabytesBesideHeap = 512;

/** What a bench is opened for, and with. */
export interface BenchRequest {
  readonly exercise: LoadedExercise;
  readonly submission: Submission;
  readonly sandbox: Sandbox;
  /** What the timed inputs are made from. */
  readonly timeSeed: number;
}

/** Stages a version beside the baseline, works with both, and removes what was staged. */
export async function withBench<Result>(
  request: BenchRequest,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const staged = await stage(request.exercise, request.submission);
  try {
    return await work(benchOn(staged, request));
  } finally {
    staged.remove();
  }
}

/** The bench on a folder that is staged already. */
function benchOn(
  staged: Staged,
  { exercise, sandbox, timeSeed }: Omit<BenchRequest, "submission">,
): Bench {
  const { definition } = exercise;
  const shelf = new InputShelf(staged.inputs, staged.keptInputs, definition.allows);
  const limits = limitsOf(definition);
  return {
    exercise,
    staged,
    shelf,
    pool: new InputPool(definition, shelf, timeSeed),
    poolOf: (size) => new InputPool(definition, shelf, timeSeed, size),
    async start(side, { rewrite, seconds, ...options } = {}) {
      const modules = await rewritten(staged.versions[side].modules, rewrite);
      const resource = ownResource(exercise, staged);
      return sandbox.start({
        ...options,
        ...resource.program,
        side,
        limits: withRoomFor(options.recording, { ...limits, ...(seconds && { seconds }) }),
        module: join(staged.sides[side], "index.ts"),
        sources: new Map([...absolute(staged.sides[side], modules), ...resource.sources]),
        modules: definition.allows.modules,
        entry: definition.entry,
        kind: definition.entryKind,
        readable: [staged.inputs, ...resource.folders],
        ...(definition.allows.outputFiles && { outputFolder: createFolder(staged) }),
      });
    },
  };
}

/** What a process gets of the exercise's resource. */
interface OwnResource {
  readonly program: Pick<Program, "resource" | "ownFolder">;
  readonly sources: ReadonlyMap<string, string>;
  readonly folders: readonly string[];
}

/** A copy of the resource for one process: its files change, and what one side has is not the other's. */
function ownResource({ id, definition }: LoadedExercise, staged: Staged): OwnResource {
  if (definition.resource === undefined) return { program: {}, sources: new Map(), folders: [] };
  const ownFolder = createScratch();
  writingTo(ownFolder, () => cpSync(staged.resource, ownFolder, { recursive: true }));
  const sources = absolute(ownFolder, staged.resourceModules);
  const { modules = [] } = definition.resource;
  const service = join(ownFolder, "service.ts");
  const resource = {
    specifier: resourceSpecifier(id),
    module: join(ownFolder, "index.ts"),
    modules,
    own: [...sources.keys()],
    service: sources.has(service) ? service : undefined,
  };
  return { program: { resource, ownFolder }, sources, folders: [ownFolder] };
}

async function rewritten(
  sources: ReadonlyMap<string, string>,
  rewrite: StartOptions["rewrite"],
): Promise<ReadonlyMap<string, string>> {
  if (rewrite === undefined) return sources;
  const texts = new Map<string, string>();
  for (const [file, text] of sources) texts.set(file, await rewrite(text, file));
  return texts;
}

function absolute(folder: string, sources: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...sources].map(([path, text]) => [join(folder, path), text]));
}

/** What a recording needs for itself is not the program's: both halves of a large young generation. */
function withRoomFor(recording: Recording | undefined, limits: Limits): Limits {
  if (recording?.kind !== "line allocations") return limits;
  return { ...limits, processMegabytes: limits.processMegabytes + 2 * probedSemiSpaceMegabytes };
}

function limitsOf({ limits: { seconds, megabytes } }: Manifest): Limits {
  return {
    seconds,
    heapMegabytes: megabytes,
    processMegabytes: megabytes + megabytesBesideHeap,
  };
}
