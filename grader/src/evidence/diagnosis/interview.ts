import { SetupError } from "../../contract/errors.ts";
import type { Question, StatedDiagnosis } from "./diagnosis.ts";
import {
  kindsList,
  readFile,
  readFunction,
  readKind,
  readLine,
  readSpeedup,
} from "./read-answers.ts";

/** Answers typed on the command line. */
export type TypedAnswers = { readonly [Name in Question | "file"]?: string | undefined };

/** A person at a terminal. */
export interface Interviewee {
  tell(text: string): void;
  /** @throws Left if the person quits instead of answering */
  answer(): Promise<string>;
}

/** The person quit at a question. */
export class Left extends Error {}

const wording: Readonly<Record<Question, string>> = {
  function: "Which function of baseline/ takes the most time in its own code?",
  line: "Which line of that function takes the most time?",
  kind: "What kind of bottleneck is it? Type a number, or the start of a name:",
  speedup: "If that function took no time, how many times faster could the program be at most?",
};

const questions = Object.keys(wording) as Question[];

const readers = { function: readFunction, line: readLine, kind: readKind, speedup: readSpeedup };

/**
 * The typed diagnosis. Asks for missing answers.
 *
 * @param person undefined if nobody can be asked
 * @throws SetupError for an invalid answer, or for a missing one if nobody can be asked
 */
export async function stateDiagnosis(
  typed: TypedAnswers,
  person: Interviewee | undefined,
): Promise<StatedDiagnosis> {
  for (const question of questions) {
    const text = typed[question];
    if (text !== undefined) readers[question](text);
  }
  const missing = questions.filter((question) => typed[question] === undefined);
  if (missing.length > 0) {
    if (person === undefined) throw missingAnswers(missing);
    person.tell("Say where the bottleneck in baseline/ is. Ctrl-C quits without saving.");
  }
  const file = typed.file === undefined ? {} : { file: readFile(typed.file) };
  return {
    function: await take("function", readFunction, typed, person),
    ...file,
    line: await take("line", readLine, typed, person),
    kind: await take("kind", readKind, typed, person),
    speedup: await take("speedup", readSpeedup, typed, person),
  };
}

function missingAnswers(missing: readonly Question[]): SetupError {
  const options = missing.map((question) => `--${question}`);
  const kinds = missing.includes("kind") ? `; the kinds are:\n${kindsList()}` : "";
  return new SetupError(
    `missing: ${options.join(", ")}`,
    `add ${options.map((option) => `${option} <answer>`).join(" ")}, or run this in a terminal, where it asks you${kinds}`,
  );
}

async function take<Answer>(
  question: Question,
  read: (text: string) => Answer,
  typed: TypedAnswers,
  person: Interviewee | undefined,
): Promise<Answer> {
  const text = typed[question];
  if (text !== undefined) return read(text);
  if (person === undefined) throw missingAnswers([question]);
  return ask(question, read, person);
}

async function ask<Answer>(
  question: Question,
  read: (text: string) => Answer,
  person: Interviewee,
): Promise<Answer> {
  const number = questions.indexOf(question) + 1;
  const list = question === "kind" ? `\n${kindsList()}` : "";
  person.tell(`${list}\n${number} of ${questions.length}  ${wording[question]}`);
  return listen(person, read);
}

/**
 * Asks again until the answer is valid.
 *
 * @param read throws SetupError for an invalid answer
 */
export async function listen<Answer>(
  person: Interviewee,
  read: (text: string) => Answer,
): Promise<Answer> {
  for (;;) {
    const answer = await person.answer();
    try {
      return read(answer);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      person.tell(`${error.message}: ${error.next}`);
    }
  }
}
