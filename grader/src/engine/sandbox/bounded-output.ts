import type { ChildProcess } from "node:child_process";

/** How much of a child's standard error is kept; its standard output is not. */
const keptOutputBytes = 64 * 1024;

/** Reads both outputs of a child at once, so that neither can fill up and block it. */
export class BoundedOutput {
  #errors = "";
  #hasPrinted = false;

  constructor(child: ChildProcess) {
    child.stdout?.on("data", () => {
      this.#hasPrinted = true;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(0, keptOutputBytes);
    });
  }

  get hasPrinted(): boolean {
    return this.#hasPrinted;
  }

  /** The start of what it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }
}
