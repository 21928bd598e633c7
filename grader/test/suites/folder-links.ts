import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** The parts of the course that hold what the tasks of turbo read. */
const parts = ["packages", "projects", "solutions", "grader", "docs"];

const madeByTools = new Set(["node_modules", ".git", ".turbo", ".bottleneck"]);

/** Links in a course that lead to folders, as paths from its root: turbo does not look behind them. */
export function folderLinksIn(root: string): string[] {
  return parts
    .map((part) => join(root, part))
    .filter((folder) => existsSync(folder))
    .flatMap(linksBelow)
    .map((path) => relative(root, path));
}

function linksBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !madeByTools.has(name))
    .flatMap((entry) => linksAt(join(folder, entry.name), entry));
}

function linksAt(path: string, entry: Dirent): string[] {
  if (entry.isDirectory()) return linksBelow(path);
  const linked = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : undefined;
  return linked?.isDirectory() ? [path] : [];
}
