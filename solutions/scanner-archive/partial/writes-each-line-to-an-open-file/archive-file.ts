import { closeSync, openSync, rmSync, writeSync } from "node:fs";

const header = '{"archive":"scanners","version":2}\n';

/** A file of lines that begins with a header. It is made when the first message comes. */
export class ArchiveFile {
  readonly #path: string;
  #file: number | undefined;
  #messages = 0;
  #bytes = 0;

  /** @param path the file; an earlier one is removed */
  constructor(path: string) {
    this.#path = path;
    rmSync(path, { force: true });
  }

  /** How many messages were appended. */
  get messages(): number {
    return this.#messages;
  }

  /** The size of the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a message on a line of its own. */
  append(message: string): void {
    this.#file ??= this.#begin();
    this.#bytes += writeSync(this.#file, `${message}\n`);
    this.#messages += 1;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #begin(): number {
    const file = openSync(this.#path, "w");
    this.#bytes = writeSync(file, header);
    return file;
  }
}
