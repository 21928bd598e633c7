import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isLitter } from "../../engine/folders/plain-files.ts";
import { wordsOfFileError } from "./file-errors.ts";

/** What is at a path; of what is no plain file or folder, in words. */
export type Kind = "file" | "folder" | { readonly other: string };

/** What a stranger's folder holds. Links are listed, never followed. */
export interface Listing {
  /** By path relative to the folder, with forward slashes. */
  readonly entries: ReadonlyMap<string, Kind>;
  /** False where there is more than is listed. */
  readonly isComplete: boolean;
}

/** How far a folder is listed: more than any version has. */
const mostEntries = 2000;
const mostDepth = 16;

/**
 * Lists a folder, what is nearest to its top first. Names that begin with a dot, and `node_modules`,
 * are left out with all that is in them.
 */
export function listFolder(folder: string): Listing {
  const entries = new Map<string, Kind>();
  let isComplete = true;
  const open = [""];
  for (let inside = open.shift(); inside !== undefined; inside = open.shift()) {
    for (const [name, kind] of namesIn(join(folder, inside), entries, inside)) {
      const path = inside === "" ? name : `${inside}/${name}`;
      if (entries.size >= mostEntries) return { entries, isComplete: false };
      entries.set(path, kind);
      if (kind !== "folder") continue;
      if (path.split("/").length < mostDepth) open.push(path);
      else isComplete = false;
    }
  }
  return { entries, isComplete };
}

/** A folder that can't be read is no folder that could be listed. */
function namesIn(folder: string, entries: Map<string, Kind>, path: string): [string, Kind][] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !isLitter(name))
      .map((entry) => [entry.name, kindOf(entry)]);
  } catch (error) {
    if (path === "") throw error;
    entries.set(path, { other: `a folder that can't be read (${wordsOfFileError(error)})` });
    return [];
  }
}

/** What is at a path itself; undefined where nothing is. */
export function kindAt(path: string): Kind | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : kindOf(found);
}

type Entry = Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink" | "isFIFO" | "isSocket">;

function kindOf(entry: Entry): Kind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return { other: "a symbolic link" };
  if (entry.isFIFO()) return { other: "a named pipe" };
  return { other: entry.isSocket() ? "a socket" : "a device" };
}
