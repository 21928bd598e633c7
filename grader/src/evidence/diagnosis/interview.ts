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

/** Answers as they were typed on the command line. */
export type TypedAnswers = { readonly [Name in Question | "file"]?: string | undefined };

/** A person at a terminal. */
export interface Interviewee {
  tell(text: string): void;
  /** @throws Left when the person ends the program instead of answering */
  answer(): Promise<string>;
}

/** A person who has ended the program at a question. */
export class Left extends Error {}

const wording: Readonly<Record<Question, string>> = {
  function: "Which function of baseline/ takes the most time in its own code?",
  line: "Which line of that function takes the most time?",
  kind: "Of which kind is the bottleneck? A number, or the beginning of a name:",
  speedup: "If that function took no time at all, how much faster could the program be at most?",
};

const questions = Object.keys(wording) as Question[];

const readers = { function: readFunction, line: readLine, kind: readKind, speedup: readSpeedup };

/**
 * The diagnosis that was typed, completed by asking.
 *
 * @param person undefined where nobody can be asked
 * @throws SetupError for a typed answer that makes no sense, or a missing one that nobody can give
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
    person.tell("Say where the bottleneck of baseline/ is. Ctrl-C ends this and keeps nothing.");
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
    `add ${options.map((option) => `${option} <answer>`).join(" ")}, or run this in a terminal, which asks${kinds}`,
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
 * Takes answers until one makes sense.
 *
 * @param read throws SetupError for an answer that makes none
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
