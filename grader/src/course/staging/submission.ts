import { createHash } from "node:crypto";
import { basename } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { wordsOfFileError } from "../folders/file-errors.ts";
import { kindAt, type Listing, listFolder } from "../folders/listing.ts";
import { type Importable, importsAllowedBy, isSource } from "./allowed-imports.ts";
import { readVersion, type VersionFiles } from "./read-version.ts";

/** The files of a submission, read once; exactly these are graded. */
export interface Submission extends Pick<VersionFiles, "files" | "modules"> {
  /** Of the files' paths and texts. */
  readonly digest: string;
  /** Source files in the folder that index.ts does not reach, and so are not part of this. */
  readonly leftOut: readonly string[];
}

export type TakenSubmission =
  | { readonly state: "taken"; readonly submission: Submission }
  | { readonly state: "refused"; readonly reasons: readonly string[] };

/** Takes the files of a version of an exercise: a student's, the baseline, one of our solutions. */
export function take(
  exercise: Pick<LoadedExercise, "id" | "definition">,
  folder: string,
): Promise<TakenSubmission> {
  return takeSubmission(folder, importsAllowedBy(exercise));
}

/**
 * Takes the files of one of our own versions.
 *
 * @param what the version, for the words of the error
 * @throws ExerciseError for one that a student could not hand in either
 */
export async function takeOwn(
  exercise: Pick<LoadedExercise, "id" | "definition">,
  folder: string,
  what: string,
): Promise<Submission> {
  const taken = await takeSubmission(folder, importsAllowedBy(exercise), basename(folder));
  if (taken.state === "taken") return taken.submission;
  throw new ExerciseError(
    `${what} of ${exercise.id} can't be used: ${taken.reasons.join("; ")}`,
    `fix it in ${folder}`,
  );
}

/**
 * Reads index.ts and the TypeScript and WebAssembly text files that it reaches by imports; nothing
 * else in the folder matters. Refuses what can't be read, links and other special files without
 * following them, and source that does not parse or that imports what the exercise does not allow.
 *
 * @param name what the folder is called in the reasons
 */
export async function takeSubmission(
  folder: string,
  allowed: readonly string[],
  name = "src",
): Promise<TakenSubmission> {
  const listed = listVersion(folder, name);
  if (listed.state === "refused") return listed;
  const { entries } = listed.listing;
  const { reasons, ...version } = await readVersion(folder, { entries, allowed, name });
  if (reasons.length > 0) {
    const more = listed.listing.isComplete ? [] : [`${name}/ holds too much to list all of it`];
    return refused(...reasons, ...more);
  }
  const files = new Map([...version.files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const leftOut = leftOutOf(entries, files);
  return { state: "taken", submission: { ...version, files, digest: digestOf(files), leftOut } };
}

const refused = (...reasons: string[]) => ({ state: "refused", reasons }) as const;

function listVersion(folder: string, name: string) {
  try {
    const kind = kindAt(folder);
    if (kind === undefined) return refused(`${name}/index.ts is missing`);
    if (kind === "file") return refused(`${name} is a file; it must be a folder`);
    if (kind !== "folder") return refused(`${name}/ is ${kind.other}; it must be a plain folder`);
    const listing = listFolder(folder);
    const problem = problemOfIndex(listing, name);
    return problem === undefined ? ({ state: "listed", listing } as const) : refused(problem);
  } catch (error) {
    return refused(`${name}/ can't be read: ${wordsOfFileError(error)}`);
  }
}

function problemOfIndex({ entries }: Listing, name: string): string | undefined {
  const index = entries.get("index.ts");
  if (index === "file") return undefined;
  if (index === "folder") return `${name}/index.ts is a folder, but has the name of a file`;
  if (index !== undefined) return `${name}/index.ts is not a plain file (${index.other})`;
  const other = [...entries.keys()].find((path) => /^index\.[cm]?[jt]sx?$/i.test(path));
  return `${name}/index.ts is missing${other === undefined ? "" : `; rename ${other} to index.ts`}`;
}

/** What somebody may believe to be graded. */
function leftOutOf(
  entries: Importable["entries"],
  files: ReadonlyMap<string, string>,
): readonly string[] {
  return [...entries.keys()]
    .filter((path) => entries.get(path) !== "folder" && !files.has(path))
    .filter((path) => isSource(path) && !path.endsWith(".test.ts"))
    .sort();
}

function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of files) hash.update(JSON.stringify([path, text]));
  return hash.digest("hex").slice(0, 16);
}
