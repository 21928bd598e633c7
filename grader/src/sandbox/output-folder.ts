import { isUtf8 } from "node:buffer";
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Answer, WrittenAnswer } from "./sandbox.ts";

/** For all files of a folder. */
const mostBytes = 64_000_000;
const mostFiles = 10_000;

/** The folder for the files that the calls of one process are to write. */
export class OutputFolder {
  readonly #path: string;

  /** @param path absolute; the folder must be there */
  constructor(path: string) {
    this.#path = path;
  }

  /** Removes all that is in the folder. */
  empty(): void {
    if (!existsSync(this.#path)) return;
    for (const name of readdirSync(this.#path)) remove(join(this.#path, name));
  }

  /** Why more was written than is allowed, if it was; looked at while the process writes. */
  whyTooFull(): string | undefined {
    try {
      const files = readdirSync(this.#path, { recursive: true, encoding: "utf8" });
      if (files.length > mostFiles) return `it wrote more than ${mostFiles} files`;
      const sizes = files.map((file) => lstatSync(join(this.#path, file)).size);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      return bytes > mostBytes ? `its files held more than ${mostBytes / 1e6} MB` : undefined;
    } catch (error) {
      // What was just removed needs no room; what can't be looked into may hide anything.
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
      return isGone ? undefined : "it wrote what can't be looked into";
    }
  }

  /** An answer together with the files that the call was to write. */
  complete(returned: unknown, paths: readonly string[]): Answer {
    const files: Record<string, WrittenAnswer["files"][string]> = {};
    for (const path of paths) {
      const file = lstatSync(join(this.#path, path), { throwIfNoEntry: false });
      if (file === undefined) continue;
      const name = nameOf(path);
      if (!file.isFile() || file.size > mostBytes) {
        const what = `${name} is not a plain file of at most ${mostBytes / 1e6} MB`;
        return { kind: "not plain data", what };
      }
      files[name] = contentOf(readFileSync(join(this.#path, path)));
    }
    return { kind: "data", value: { returned, files } satisfies WrittenAnswer };
  }
}

/** The path of a file to write: its number keeps the files of different calls apart. */
export function outputPath(number: number, name: string): string {
  return `${number}-${name}`;
}

const nameOf = (path: string) => path.slice(path.indexOf("-") + 1);

/** In lines, so that a difference can be told by its line. */
function contentOf(bytes: Buffer): readonly string[] | Uint8Array {
  return isUtf8(bytes) ? bytes.toString().split("\n") : new Uint8Array(bytes);
}

/** Whoever made a folder may have taken the right to look into it. */
function remove(path: string): void {
  if (lstatSync(path).isDirectory()) {
    chmodSync(path, 0o700);
    for (const name of readdirSync(path)) remove(join(path, name));
  }
  rmSync(path, { recursive: true });
}
