import { resolve } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { wrap } from "../reports/style.ts";
import {
  courseOption,
  type DefineCommand,
  exerciseHere,
  idArgument,
} from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, printedStyle } from "./terminal/terminal.ts";

/** Prints the hints of an exercise up to a number; the first alone when none is given. */
export async function hintCommand(id: string, upTo: string, root: string): Promise<number> {
  const { hints } = (await loadNamed(root, id)).definition;
  const count = Number(upTo);
  if (!Number.isInteger(count) || count < 1 || count > hints.length) {
    const next = `give a number from 1 to ${hints.length}`;
    throw new SetupError(`${id} has no hint ${upTo}`, next);
  }
  const { width } = printedStyle();
  const shown = hints.slice(0, count).map((hint, index) => `${index + 1}. ${hint}`);
  const more =
    count < hints.length
      ? `\nThe next one: npm run hint -- ${id} ${count + 1}`
      : "\nThat was the last one.";
  print(`${[...shown, more].flatMap((text) => wrap(text, width)).join("\n")}\n`);
  return exitCodes.passed;
}

/** In the folder of an exercise a number may stand alone: no id begins with a digit. */
function numberAlone(typed: string): [id: string, upTo: string] | undefined {
  const here = exerciseHere();
  return here !== undefined && /^\d+$/.test(typed) ? [here, typed] : undefined;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("hint")
    .description("Print an exercise's hints, one more at a time.")
    .addArgument(idArgument())
    .argument("[number]", "print the hints up to this one", "1")
    .addOption(courseOption())
    .action(async (typed, number, { course }) => {
      const [id, upTo] = numberAlone(typed) ?? [typed, number];
      finish(await hintCommand(id, upTo, resolve(course)));
    });
};
