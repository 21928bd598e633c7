import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import { type CompiledWat, compileWat, isWat } from "../../engine/wat/compile-wat.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { parseTypeScript } from "../source/parse.ts";
import { importsAllowedBy, problemsOfImports } from "./allowed-imports.ts";

/** Limits on what is read from an untrusted folder. */
const mostFiles = 64;
const mostBytes = 1_000_000;
/** Nesting of folders: systems limit the length of a path, and fail for longer ones. */
const mostDepth = 16;

/** The files of a submission, read once; exactly these are graded. */
export interface Submission {
  /** Text by path relative to the folder, with forward slashes, in order of path. */
  readonly files: ReadonlyMap<string, string>;
  readonly digest: string;
}

export type TakenSubmission =
  | { readonly state: "taken"; readonly submission: Submission }
  | { readonly state: "refused"; readonly reasons: readonly string[] };

/** Takes the files of a version of an exercise: a student's, the baseline, one of our solutions. */
export function take(
  exercise: Pick<LoadedExercise, "id" | "definition">,
  folder: string,
): TakenSubmission {
  return takeSubmission(folder, importsAllowedBy(exercise));
}

/**
 * Takes the files of one of our own versions.
 *
 * @param what the version, for the words of the error
 * @throws ExerciseError for one that a student could not hand in either
 */
export function takeOwn(exercise: LoadedExercise, folder: string, what: string): Submission {
  const taken = take(exercise, folder);
  if (taken.state === "taken") return taken.submission;
  throw new ExerciseError(
    `${what} of ${exercise.id} can't be used: ${taken.reasons.join("; ")}`,
    `fix it in ${folder}`,
  );
}

/**
 * Reads the TypeScript and WebAssembly text files of a folder. Refuses symlinks and other special
 * files without following them, and source that does not parse or that imports what the exercise
 * does not allow.
 */
export function takeSubmission(folder: string, allowedModules: readonly string[]): TakenSubmission {
  const refusals: string[] = [];
  const paths = listFiles(folder, refusals);
  if (refusals.length > 0) return { state: "refused", reasons: refusals };
  if (!paths.includes("index.ts")) {
    return { state: "refused", reasons: ["src/index.ts is missing"] };
  }
  const files = new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const reasons = [
    ...[...files]
      .filter(([path]) => !isWat(path))
      .flatMap(([path, text]) => problemsOfSource(path, text, paths, allowedModules)),
    ...[...compileWat(files)].flatMap(([path, compiled]) => problemsOfWat(path, compiled)),
  ];
  if (reasons.length > 0) return { state: "refused", reasons };
  return { state: "taken", submission: { files, digest: digestOf(files) } };
}

function listFiles(folder: string, refusals: string[]): string[] {
  const root = lstatSync(folder, { throwIfNoEntry: false });
  if (root === undefined) return [];
  if (root.isSymbolicLink()) {
    refusals.push("src/ is a symbolic link; it must be a plain folder");
    return [];
  }
  if (!root.isDirectory()) {
    refusals.push("src is a file; it must be a folder");
    return [];
  }
  const found = walk(folder, "", refusals).sort();
  const bytes = found.reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0);
  if (found.length > mostFiles) refusals.push(`src/ has more than ${mostFiles} files`);
  if (bytes > mostBytes) refusals.push(`src/ has more than ${mostBytes / 1e6} MB`);
  return found;
}

function walk(folder: string, inside: string, refusals: string[]): string[] {
  if (inside.split("/").length > mostDepth) {
    refusals.push(`src/ has folders more than ${mostDepth} levels deep`);
    return [];
  }
  const found: string[] = [];
  for (const name of readdirSync(join(folder, inside))) {
    const path = inside === "" ? name : `${inside}/${name}`;
    const kind = lstatSync(join(folder, path));
    if (kind.isDirectory() && /\.(ts|wat|mjs)$/.test(name)) {
      refusals.push(`src/${path} is a folder, but has the name of a file`);
    } else if (kind.isDirectory()) found.push(...walk(folder, path, refusals));
    else if (!kind.isFile()) refusals.push(`src/${path} is not a plain file (${kindOf(kind)})`);
    else if (isSource(name)) found.push(path);
    if (found.length > mostFiles) break;
  }
  return found;
}

function isSource(name: string): boolean {
  return isWat(name) || (name.endsWith(".ts") && !name.endsWith(".d.ts"));
}

function kindOf(kind: { isSymbolicLink(): boolean; isFIFO(): boolean }): string {
  if (kind.isSymbolicLink()) return "a symbolic link";
  return kind.isFIFO() ? "a named pipe" : "a special file";
}

function problemsOfSource(
  path: string,
  text: string,
  paths: readonly string[],
  allowed: readonly string[],
): string[] {
  const parsed = parseTypeScript(text);
  if (parsed.state === "syntax error") {
    const line = parsed.line === undefined ? "" : `:${parsed.line}`;
    return [`src/${path}${line}: syntax error: ${parsed.message}`];
  }
  return problemsOfImports(path, parsed.program, { paths, allowed }).map(
    ({ line, what }) => `src/${path}:${line}: ${what}`,
  );
}

function problemsOfWat(path: string, compiled: CompiledWat): string[] {
  if (compiled.state === "compiled") return [];
  return compiled.problems.map(({ line, what }) => {
    const place = line === undefined ? "" : `:${line}`;
    return `src/${path}${place}: ${what}`;
  });
}

function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of files) hash.update(JSON.stringify([path, text]));
  return hash.digest("hex").slice(0, 16);
}
