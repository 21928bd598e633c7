import type { DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";

/** Does nothing: npm runs it before the tests, so that a cached result can't be another Node's. */
export const define: DefineCommand = (program, finish) => {
  program.command("runtime", { hidden: true }).action(() => finish(exitCodes.passed));
};
