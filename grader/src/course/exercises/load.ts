import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../../contract/index.ts";
import { type Manifest, manifestOf } from "../../contract/manifest.ts";
import { nearestOf } from "../../contract/nearest.ts";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";
import { parseTypeScript } from "../source/parse.ts";
import { discoverExercises, type ExerciseFolder, isThere } from "./course.ts";
import { problemsOf } from "./validate.ts";

/** An exercise whose manifest is sound. */
export interface LoadedExercise extends ExerciseFolder {
  readonly definition: Manifest;
  /** Changes when anything changes that a verdict depends on: the manifest or the baseline. */
  readonly version: string;
}

/** An exercise that can't be used, and why. */
export interface BrokenExercise extends ExerciseFolder {
  readonly problems: readonly string[];
}

export interface Course {
  readonly root: string;
  /** In the course's order. */
  readonly exercises: readonly LoadedExercise[];
  readonly broken: readonly BrokenExercise[];
}

/** Loads every exercise; broken ones are reported beside the others. */
export async function loadCourse(root: string): Promise<Course> {
  const loaded = await Promise.all(discoverExercises(root).map(loadExercise));
  return {
    root,
    exercises: loaded
      .filter((exercise) => "definition" in exercise)
      .sort((a, b) => a.definition.order - b.definition.order || (a.id < b.id ? -1 : 1)),
    broken: loaded.filter((exercise) => "problems" in exercise),
  };
}

async function loadExercise(place: ExerciseFolder): Promise<LoadedExercise | BrokenExercise> {
  const problems = missingFiles(place);
  try {
    const exports = (await import(pathToFileURL(place.manifest).href)) as { default?: unknown };
    problems.push(...problemsOf(exports.default));
    problems.push(...missingResource(place, exports.default));
    problems.push(...missingEntry(place, exports.default));
    if (problems.length > 0) return { ...place, problems };
    return {
      ...place,
      definition: manifestOf(exports.default as Exercise),
      version: versionOf(place),
    };
  } catch (error) {
    return { ...place, problems: [...problems, `it can't be loaded: ${describe(error, place)}`] };
  }
}

/** Of what is ours: a missing src/ is the student's to fix. */
function missingFiles({ folder }: ExerciseFolder): string[] {
  const baseline = join(folder, "baseline");
  if (isThere(join(baseline, "index.ts"))) return [];
  const others = existsSync(baseline) ? readdirSync(baseline) : [];
  const other = others.find((name) => /^index\.[cm]?[jt]sx?$/i.test(name));
  const advice =
    other === undefined ? "" : `; name baseline/${other} so: JavaScript is TypeScript, too`;
  return [`baseline/index.ts is missing${advice}`];
}

/** Only what is certain without parsing: a name that stands nowhere in the file is not exported. */
function missingEntry({ folder }: ExerciseFolder, definition: unknown): string[] {
  const { entry } = (definition ?? {}) as Partial<Exercise>;
  const index = join(folder, "baseline/index.ts");
  if (typeof entry !== "string" || !existsSync(index)) return [];
  const text = readFileSync(index, "utf8");
  if (text.match(/[\w$]+/g)?.includes(entry) || /export\s*\*/.test(text)) return [];

  const exported = [...text.matchAll(/^export\s+(?:async\s+)?(?:function\*?|const|let)\s+(\w+)/gm)];
  const names = exported.map(([, name = ""]) => name);
  const nearest = nearestOf(entry, names, { mostEdits: (_, name) => name.length / 2 });
  const advice = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return [`entry: baseline/index.ts does not export ${JSON.stringify(entry)}${advice}`];
}

function missingResource({ folder }: ExerciseFolder, definition: unknown): string[] {
  const isDeclared = (definition as Partial<Exercise> | undefined)?.resource !== undefined;
  return isDeclared && !existsSync(join(folder, "resource/index.ts"))
    ? ["resource/index.ts is missing, which the manifest's `resource` announces"]
    : [];
}

/** With the line in the manifest, where it is known. */
function describe(error: unknown, { manifest }: ExerciseFolder): string {
  if (!(error instanceof Error)) return String(error);
  const line = lineInStack(error, manifest) ?? lineOfSyntaxError(error, manifest);
  const place = line === undefined ? "" : `${basename(manifest)}:${line}: `;
  return `${place}${error.name}: ${error.message.split("\n")[0]}`;
}

function lineInStack({ stack = "" }: Error, manifest: string): number | undefined {
  const name = `${basename(manifest)}:`;
  const [, rest] = stack.split(name, 2);
  const line = /^\d+/.exec(rest ?? "")?.[0];
  return line === undefined ? undefined : Number(line);
}

/** V8 does not say where it found some of them. */
function lineOfSyntaxError(error: Error, manifest: string): number | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const parsed = parseTypeScript(readFileSync(manifest, "utf8"));
  return parsed.state === "syntax error" ? parsed.line : undefined;
}

/**
 * The files that make an exercise what it is: all of its source but the visible tests and src/, in
 * which a student may have put anything.
 */
function versionOf({ folder }: ExerciseFolder): string {
  const files = plainFilesBelow(folder, (path) => path === "src" || path.endsWith(".test.ts"));
  return digestOfFiles(
    folder,
    files.filter((path) => /\.(ts|wat)$/.test(path)),
  );
}

/** A short digest of files' names and contents, in the order given. */
export function digestOfFiles(folder: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    hash.update(JSON.stringify([path, readFileSync(join(folder, path), "utf8")]));
  }
  return hash.digest("hex").slice(0, 16);
}
