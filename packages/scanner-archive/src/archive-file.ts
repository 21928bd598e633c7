import { appendFileSync, existsSync, rmSync, writeFileSync } from "node:fs";

const header = '{"archive":"scanners","version":2}\n';

/** A file of lines that begins with a header. It is made when the first message comes. */
export class ArchiveFile {
  readonly #path: string;
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
    if (!existsSync(this.#path)) this.#begin();
    const line = `${message}\n`;
    appendFileSync(this.#path, line);
    this.#messages += 1;
    this.#bytes += Buffer.byteLength(line);
  }

  #begin(): void {
    writeFileSync(this.#path, header);
    this.#bytes = Buffer.byteLength(header);
  }
}
