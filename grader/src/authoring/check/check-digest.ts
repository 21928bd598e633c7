import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { courseRoot } from "../../course/exercises/course.ts";
import { digestOfFiles, type LoadedExercise } from "../../course/exercises/load.ts";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";
import { kindsFolder } from "../../engine/metrics/index.ts";
import { codeBehind, digestOfCode } from "./code-behind.ts";

const source = resolve(import.meta.dirname, "../..");

/** What runs in a check: the rules, what they measure with, and programs that are started by path. */
export const checkingPrograms: readonly string[] = [
  "authoring/check/running-rules.ts",
  "authoring/check/instruments.ts",
  "engine/sandbox/child/runner.ts",
  "engine/reading/reader-process.ts",
  "course/source/read-source.ts",
  "course/source/read-module-state.ts",
  "course/source/read-outline.ts",
  "course/source/read-probed.ts",
  "engine/wat/compile-text.ts",
  "engine/sandbox/service/serve.ts",
  "engine/wat/compiler-process.ts",
  "../visible-tests/copies.config.ts",
  ...readdirSync(kindsFolder).map((file) => join(kindsFolder, file)),
].map((path) => resolve(source, path));

/** What only says and shows things: no rule holds or breaks by it. */
const onlyWords = ["reports/", "contract/format.ts"];

function isOnlyWords(path: string): boolean {
  const module = relative(source, path).replaceAll("\\", "/");
  return onlyWords.some((place) => module.startsWith(place));
}

/** The code whose change may change what a check finds, by path. */
export function codeThatChecks(): ReadonlyMap<string, string> {
  return codeBehind(checkingPrograms, isOnlyWords);
}

/**
 * A digest of all that the check of an exercise depends on, its prose apart: the exercise's folder,
 * its solutions, the code that measures and judges, and the versions of what that runs on. While
 * it stays the same, so does what a check would find.
 */
export function checkDigest(root: string, { id, folder }: LoadedExercise): string {
  const solutions = join(root, "solutions", id);
  const parts = [digestOfFolder(folder), digestOfFolder(solutions), checkerDigest()];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** Prose is read by other rules, figures are what a check writes, and the rest is made by tools. */
const isLeftOut = (path: string) => /\.md$|\.sqlite[\w-]*$|(^|\/)figures\.json$/.test(path);

function digestOfFolder(folder: string): string {
  if (!existsSync(folder)) return "";
  return digestOfFiles(folder, plainFilesBelow(folder, isLeftOut));
}

let known: string | undefined;

/** The same for every exercise: the code that checks, and what it runs on. */
function checkerDigest(): string {
  known ??= JSON.stringify([
    digestOfCode(codeThatChecks(), source),
    process.version,
    ...["package.json", "grader/package.json"].map(dependenciesOf),
  ]);
  return known;
}

/** Exact versions: the lock's other entries, such as new exercises, change nothing of a check. */
function dependenciesOf(manifest: string) {
  const { dependencies, devDependencies, overrides } = JSON.parse(
    readFileSync(join(courseRoot, manifest), "utf8"),
  ) as Readonly<Record<string, object | undefined>>;
  return { dependencies, devDependencies, overrides };
}
