import type { ChildProcess } from "node:child_process";

/** How much of a child's standard error is kept, its end; its standard output is not. */
const keptCharacters = 64 * 1024;

/** Reads both outputs of a child at once, so that neither can fill up and block it. */
export class BoundedOutput {
  #errors = "";
  #hasPrinted = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor(child: ChildProcess) {
    child.stdout?.on("data", () => {
      this.#hasPrinted = true;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-keptCharacters);
    });
    child.stderr?.once("close", () => this.#closed.resolve());
  }

  get hasPrinted(): boolean {
    return this.#hasPrinted;
  }

  /** The end of what it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** When all of it has been read; never while something that the child started holds it open. */
  get complete(): Promise<void> {
    return this.#closed.promise;
  }
}
