import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { walk } from "../folders/walk.ts";
import { removeWhatCanBe } from "../scratch.ts";
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

  /** Removes all that is in the folder, whatever was made of it. */
  empty(): void {
    if (!existsSync(this.#path)) return;
    try {
      chmodSync(this.#path, 0o700);
      for (const name of readdirSync(this.#path)) remove(join(this.#path, name));
    } catch {
      this.#makeAnew();
    }
  }

  /** For folders in folders that lie too deep for a path, which only removing all of it reaches. */
  #makeAnew(): void {
    removeWhatCanBe(this.#path);
    if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}-left-${randomUUID()}`);
    mkdirSync(this.#path);
  }

  /** Why more was written than is allowed, if it was; looked at while the process writes. */
  whyTooFull(): string | undefined {
    try {
      const files = [...walk(this.#path)].map(({ path }) => join(this.#path, path));
      if (files.length > mostFiles) return `it wrote more than ${mostFiles} files`;
      const bytes = files.reduce((sum, file) => sum + this.#sizeOf(file), 0);
      return bytes > mostBytes ? `its files held more than ${mostBytes / 1e6} MB` : undefined;
    } catch (error) {
      // A folder may have been removed while it was read; what can't be looked into may hide anything.
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
      return isGone ? undefined : "it wrote what can't be looked into";
    }
  }

  /** What was just removed needs no room. */
  #sizeOf(file: string): number {
    return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** An answer together with the files that the call was to write. */
  complete(returned: unknown, paths: readonly string[]): Answer {
    const files: Record<string, WrittenAnswer["files"][string]> = {};
    for (const path of paths) {
      const name = nameOf(path);
      const file = this.#read(path);
      if (file === "missing") continue;
      if (file === "unreadable") {
        const what = `${name} is not a plain file of at most ${mostBytes / 1e6} MB that can be read`;
        return { kind: "not plain data", what };
      }
      files[name] = contentOf(file);
    }
    return { kind: "data", value: { returned, files } satisfies WrittenAnswer };
  }

  #read(path: string): Buffer | "missing" | "unreadable" {
    try {
      const file = lstatSync(join(this.#path, path), { throwIfNoEntry: false });
      if (file === undefined) return "missing";
      if (!file.isFile() || file.size > mostBytes) return "unreadable";
      return readFileSync(join(this.#path, path));
    } catch {
      return "unreadable";
    }
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
