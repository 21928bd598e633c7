import { programOnPath } from "./on-path.ts";

/** A program and its arguments. */
export interface Run {
  readonly file: string;
  readonly args: readonly string[];
}

/** A command behind another that prepares it; alone where the system has no such program. */
export function wrapped(name: string, args: readonly string[], run: Run): Run {
  const program = process.platform === "linux" ? programOnPath(name) : undefined;
  return program === undefined ? run : { file: program, args: [...args, run.file, ...run.args] };
}

/** A command that ends when the one who starts it ends, however that is. */
export function endingWithUs(run: Run): Run {
  return wrapped("setpriv", ["--pdeathsig", "KILL", "--"], run);
}
