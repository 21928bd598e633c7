import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const found = new Map<string, string | undefined>();

/** Where a program of the system lies, looked for once on the PATH; undefined where it is missing. */
export function programOnPath(name: string): string | undefined {
  if (!found.has(name)) {
    const folders = (process.env.PATH ?? "").split(delimiter);
    found.set(
      name,
      folders.map((folder) => join(folder, name)).find((path) => existsSync(path)),
    );
  }
  return found.get(name);
}
