import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** All that is in a folder, by path: the bytes of its files, and where its links lead. */
export function snapshot(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(paths.map((path) => [path, contentOf(join(folder, path))]));
}

function contentOf(path: string): string {
  const kind = lstatSync(path);
  if (kind.isDirectory()) return "a folder";
  return kind.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, "latin1");
}
