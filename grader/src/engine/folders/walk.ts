import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";

/** Something in a folder, or in a folder in it. */
export interface WalkedEntry {
  /** From the folder that is walked, with forward slashes. */
  readonly path: string;
  readonly entry: Dirent;
}

/**
 * Everything below a folder. Links are entries and are not followed; the recursive readdir of Node
 * follows them, in circles too.
 *
 * @param isLeftOut what is neither listed nor looked into
 */
export function* walk(
  folder: string,
  isLeftOut: (path: string, name: string) => boolean = () => false,
): Generator<WalkedEntry> {
  const open = [""];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (isLeftOut(path, entry.name)) continue;
      if (entry.isDirectory()) open.push(path);
      yield { path, entry };
    }
  }
}
