import { inspect } from "node:util";
import { isInputFile, isOutputFile } from "../inputs/shelf.ts";
import type { Mistake, WrongAnswer } from "./check.ts";
import { missing } from "./compare.ts";

/** A wrong answer in words and printed values, ready to show and store. */
export interface DescribedMistake {
  readonly kind: Mistake["kind"];
  /** The failing case. */
  readonly on: string;
  /** The arguments of the small failing call, each one printed. */
  readonly input?: readonly string[];
  /** What is wrong, as one sentence. */
  readonly problem: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The first place where the two answers differ. */
  readonly path?: string;
  /** In a process of its own the input has the right answer. */
  readonly isRightAlone?: boolean;
  /** What may make the difference then: variables that calls write to, with their places. */
  readonly keeps?: readonly string[];
}

/** Prints a wrong answer. Long values are cut: a reader needs the place and two values. */
export function describeWrongAnswer({ on, input, mistake }: WrongAnswer): DescribedMistake {
  // The input does not help with an answer that is not plain data.
  const isTelling = input !== undefined && mistake.kind !== "not plain data";
  const printed = isTelling ? { input: input.map(printArgument) } : {};
  return { kind: mistake.kind, on, ...printed, ...describeMistake(mistake) };
}

function describeMistake(mistake: Mistake) {
  switch (mistake.kind) {
    case "not plain data":
      return {
        problem: mistake.what
          .replace(/^the value(?=[.[])/, "answer")
          .replace(/^the value/, "the answer"),
      };
    case "changed its input":
      return { problem: "the call changed its arguments, which this exercise does not allow" };
    case "different":
      return {
        problem: "the answer differs from the baseline's",
        path: mistake.first.path,
        expected: printValue(mistake.first.expected),
        actual: printValue(mistake.first.actual),
      };
  }
}

/** An argument of a call, for a reader. */
export function printArgument(argument: unknown): string {
  if (isOutputFile(argument)) return `the path of a file ${argument.name} to write`;
  if (!isInputFile(argument)) return printValue(argument);
  const shown = argument.text.length <= 600 ? argument.text : `${argument.text.slice(0, 600)}…`;
  return `a file ${argument.name} that contains\n${shown}`;
}

function printValue(value: unknown): string {
  if (value === missing) return "nothing";
  return inspect(value, { depth: 6, maxArrayLength: 12, maxStringLength: 200, breakLength: 76 });
}
