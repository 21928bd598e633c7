import type { EncodedArguments } from "./sandbox.ts";

/** The inputs that a process has, with their files. */
export class DeliveredInputs {
  #calls: readonly EncodedArguments[] = [];

  /** Gives back the files of the inputs before. */
  replace(calls: readonly EncodedArguments[]): void {
    const before = this.#calls;
    this.#calls = calls;
    // First: what is among both stays where it is.
    for (const { inputFiles = [] } of calls) for (const file of inputFiles) file.lend();
    for (const { inputFiles = [] } of before) for (const file of inputFiles) file.giveBack();
  }

  at(position: number): EncodedArguments | undefined {
    return this.#calls[position];
  }
}
