import { dirname } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import { NewerSchema } from "./migrate.ts";

/** What could not be kept, for the words of an error. */
export type Kept = "gradings" | "diagnoses";

/** What goes wrong while work is done on the history is for the user to fix, who is told how. */
export function explained<Result>(file: string, kept: Kept, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const otherwise = kept === "gradings" ? ", or grade with --no-record" : "";
    throw new SetupError(
      `${kept} can't be recorded in ${file} (${(error as Error).message})`,
      `${remedyFor(error, file)}${otherwise}`,
    );
  }
}

function remedyFor(error: unknown, file: string): string {
  if (error instanceof NewerSchema) return "update this copy of the course (git pull && npm ci)";
  // What a record holds is JSON.
  if (error instanceof SyntaxError) return remedies.damaged(file);
  const { errcode } = error as { readonly errcode?: number };
  const kind = errcode === undefined ? undefined : kinds.get(errcode & primaryCode);
  return remedies[kind ?? "not permitted"](file);
}

/** The rest of an extended result code is detail: https://sqlite.org/rescode.html. */
const primaryCode = 0xff;

const kinds = new Map<number, keyof typeof remedies>([
  [1, "damaged"], // SQLITE_ERROR: no such table, no such column, malformed JSON
  [5, "in use"], // SQLITE_BUSY
  [6, "in use"], // SQLITE_LOCKED
  [10, "no room"], // SQLITE_IOERR
  [11, "damaged"], // SQLITE_CORRUPT
  [13, "no room"], // SQLITE_FULL
  [26, "damaged"], // SQLITE_NOTADB
]);

const remedies = {
  /** It may hold what a learner did, and tools can rescue much of a damaged file: never say delete. */
  damaged: (file: string) => `rename ${file}: the next grading begins a new one`,
  "in use": () => "try again when the other program that uses it is done",
  "no room": (file: string) => `free some disk space for ${dirname(file)}`,
  "not permitted": (file: string) =>
    dirname(file).length > longestFolder
      ? "move the course to a folder with a shorter path"
      : `see that you may write to ${dirname(file)} and what is in it`,
};

/** SQLite's own limit on Unix (MAX_PATHNAME of os_unix.c), with room for the file's name. */
const longestFolder = 512 - 40;
