import { Argument, type Command, Option } from "@commander-js/extra-typings";
import { courseRoot, exerciseAt } from "../../course/exercises/course.ts";

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

/** The exercise in whose folder the command was typed; npm changes to the folder of its package. */
export const exerciseHere = (): string | undefined => exerciseAt(process.cwd(), courseRoot)?.id;

/** The exercise that a command is about. In the folder of one it can be left out. */
export function idArgument() {
  const here = exerciseHere();
  const argument = new Argument("<id>", "the exercise; in its folder you can leave it out");
  if (here !== undefined) argument.argOptional().default(here);
  return argument;
}

/** The exercises that a command is about. */
export function idsArgument() {
  const here = exerciseHere();
  const argument = new Argument("[ids...]", "ids of exercises; all of them if you give none");
  if (here !== undefined) argument.default([here]);
  return argument;
}
