import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";

const header = '{"archive":"scanners","version":2}\n';

/** How much is collected before it is written, in UTF-16 units: larger writes gain nothing more. */
const chunkLength = 65_536;

/** A file of lines that begins with a header. It is made when the first messages are written. */
export class ArchiveFile {
  readonly #path: string;
  #file: number | undefined;
  #pending = "";
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

  /** The size of the file, once it is closed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a message on a line of its own. It is sure to be in the file after `close`. */
  append(message: string): void {
    if (this.#messages === 0) this.#pending = header;
    this.#pending += `${message}\n`;
    this.#messages += 1;
    if (this.#pending.length >= chunkLength) this.#flush();
  }

  /** Writes what is left. Whoever opens an archive closes it, whatever happens in between. */
  close(): void {
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    if (this.#pending === "") return;
    this.#file ??= openSync(this.#path, "w");
    writeFileSync(this.#file, this.#pending);
    this.#bytes += this.#pending.length;
    this.#pending = "";
  }
}
