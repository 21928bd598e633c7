import { type Command, Option } from "@commander-js/extra-typings";
import { courseRoot } from "../../course/exercises/course.ts";

/** The program that all commands are parts of. */
export type Program = Command;

/** Takes the exit code of the command that was run. */
export type Finish = (code: number) => void;

/**
 * Adds a command to the program. Each file of commands/ exports one by the name `define`; the file
 * is named as the command, with a hyphen where that has a colon.
 */
export type DefineCommand = (program: Program, finish: Finish) => void;

/** Every command can be pointed at another copy of the course. */
export const courseOption = () =>
  new Option("--course <folder>", "the course's folder").default(courseRoot, "this one");

/** Commands that show a version can show another one than the student's. */
export const baselineOption = () =>
  new Option("--baseline", "use the baseline instead of your files")
    .default(false)
    .conflicts("reference");

export const referenceOption = () =>
  new Option("--reference", "use the course's own solution instead of your files").default(false);

export const idsArgument = "ids of exercises; all of them if you give none";
