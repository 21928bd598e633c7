import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import type { MetricName } from "../../contract/index.ts";
import type { PathologyName } from "../../contract/pathologies.ts";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";
import { metrics } from "../../engine/metrics/index.ts";

/** A small course of examples, one for each way in which a metric is measured. */
export const templateCourse = resolve(import.meta.dirname, "../../../templates/exercise");

/** What is known of an exercise before anything of it is written. */
export interface NewExercise {
  readonly id: string;
  readonly metric: MetricName;
  /** The example's own where none is given. */
  readonly pathology?: PathologyName | undefined;
  /** Its place in the course. */
  readonly order: number;
  /** Whether its versions use something that is counted, such as a database, whatever the metric. */
  readonly hasResource?: boolean;
}

/** The example whose resource others get. */
const exampleWithResource = metrics["counted operations"].example;

/** The folders that an exercise of the course at `root` lives in. */
export function foldersOfExercise(root: string, id: string): readonly string[] {
  return [join(root, "packages", id), join(root, "solutions", id)];
}

/**
 * Makes an exercise in packages/ and its mirror in solutions/ of the course at `root`: the
 * metric's example, with texts that say what to replace them by.
 *
 * @throws SetupError when a folder can't be written; nothing is left of it then
 */
export function createExercise(exercise: NewExercise, root: string): void {
  const { example } = metrics[exercise.metric];
  const targets = foldersOfExercise(root, exercise.id);
  const taken = targets.find((target) => existsSync(target));
  if (taken !== undefined) throw new SetupError(`${taken} exists`, "take another id");
  try {
    for (const [index, source] of foldersOfExercise(templateCourse, example).entries()) {
      const target = targets[index] as string;
      cpSync(source, target, { recursive: true });
      for (const file of filesOf(target)) fill(file, example, exercise);
    }
    if (exercise.hasResource && example !== exampleWithResource) addResource(exercise, root);
  } catch (error) {
    for (const target of targets) rmSync(target, { recursive: true, force: true });
    throw new SetupError(
      `${exercise.id} can't be made: ${(error as Error).message}`,
      "make room, or the folder writable, and try again",
    );
  }
}

/** Its folder, which its package exports, and its place in the manifest. */
function addResource(exercise: NewExercise, root: string): void {
  const [source = ""] = foldersOfExercise(templateCourse, exampleWithResource);
  const [target = ""] = foldersOfExercise(root, exercise.id);
  const folder = join(target, "resource");
  cpSync(join(source, "resource"), folder, { recursive: true });
  for (const file of filesOf(folder)) {
    fill(file, exampleWithResource, exercise);
    if (isAwaited(target)) rewrite(file, awaited);
  }
  rewrite(join(target, "package.json"), (text) => {
    const exported = { "./resource": "./resource/index.ts" };
    return `${JSON.stringify({ ...JSON.parse(text), exports: exported }, undefined, 2)}\n`;
  });
  const [declared = ""] = /^ *\/\/[^\n]*\n *resource:[^\n]*\n/m.exec(manifestOf(source)) ?? [];
  rewrite(join(target, "exercise.ts"), (text) => text.replace(/^ {2}input: /m, `${declared}$&`));
}

const isAwaited = (folder: string) => /^ *entryKind: /m.test(manifestOf(folder));

/** The resource's functions, as those of an exercise whose entry is awaited have to be. */
function awaited(source: string): string {
  return source
    .replace(
      /^export function (?!operations|change)(\w+\(.*\)): (.+) \{$/gm,
      "export async function $1: Promise<$2> {",
    )
    .replace("= prices(", "= await prices(");
}

const manifestOf = (folder: string) => readFileSync(join(folder, "exercise.ts"), "utf8");

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

function filesOf(folder: string): string[] {
  return plainFilesBelow(folder).map((path) => join(folder, path));
}

/** Puts what is known of the exercise into a copied file. */
function fill(file: string, example: string, exercise: NewExercise): void {
  const text = readFileSync(file, "utf8").replaceAll(example, exercise.id);
  writeFileSync(file, /[\\/]exercise\.ts$/.test(file) ? filledManifest(text, exercise) : text);
}

function filledManifest(text: string, { metric, pathology, order }: NewExercise): string {
  const withMetric = text.replace(/goal: \{(\s*)metric: "[^"]*"/, `goal: {$1metric: "${metric}"`);
  const withOrder = withMetric.replace(/order: \d+/, `order: ${order}`);
  if (pathology === undefined) return withOrder;
  return withOrder.replace(/pathology: "[^"]*"/, `pathology: "${pathology}"`);
}
