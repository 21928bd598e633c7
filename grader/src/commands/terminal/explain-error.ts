import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "@commander-js/extra-typings";
import { SetupError } from "../../contract/errors.ts";
import { courseRoot } from "../../course/exercises/course.ts";
import { graderVersion } from "../../grading/grader-version.ts";
import { bugReport, writeBugReport } from "./bug-report.ts";
import { exitCodes } from "./exit-codes.ts";
import { asMachineError } from "./machine-error.ts";
import { tell } from "./terminal.ts";

/** The only place where errors end up: says what is wrong and what to do, and picks the exit code. */
export function explainError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.setup;
  const known = error instanceof SetupError ? error : asMachineError(error);
  if (known !== undefined) {
    tell(`error: ${known.message}\n  next: ${known.next}\n`);
    return exitCodes.setup;
  }
  explainBug(error);
  return exitCodes.bug;
}

function explainBug(error: unknown): void {
  const run = { error, args: process.argv.slice(2), graderVersion: graderVersion() };
  const report = bugReport(run);
  const file = writeBugReport(report, [join(courseRoot, ".bottleneck", "bugs"), tmpdir()]);
  const [summary] = String(error).split("\n");
  tell(`error: this is a bug of the grader, not of your code: ${summary}\n`);
  tell(`  next: please report it to the course's maintainers, with ${file ?? "this"}.\n`);
  tell("        It holds the command, the versions and the stack; it names folders of yours.\n");
  if (file === undefined) tell(`\n${report}`);
}
