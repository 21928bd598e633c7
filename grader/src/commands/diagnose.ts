import { join, resolve } from "node:path";
import { ExerciseError } from "../contract/errors.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { take } from "../course/staging/submission.ts";
import { type DiagnosisRecord, isAllRight } from "../evidence/diagnosis/diagnosis.ts";
import {
  type Interviewee,
  Left,
  stateDiagnosis,
  type TypedAnswers,
} from "../evidence/diagnosis/interview.ts";
import { judgeDiagnosis } from "../evidence/diagnosis/judge.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { openStore } from "../grading/store/store.ts";
import { reportDiagnosis } from "../reports/diagnosis.ts";
import { profileVersion } from "./grading/profiled-version.ts";
import { courseOption, type DefineCommand, idArgument } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { whoeverIsAtTheTerminal } from "./terminal/interviewee.ts";
import { print, printedStyle } from "./terminal/terminal.ts";

/** What a diagnosis needs from outside; tests bring their own. */
export interface DiagnoseTools {
  /** What the profilers show of an exercise's baseline. */
  evidenceOf(exercise: LoadedExercise): Promise<SideEvidence>;
  /** Undefined where nobody can be asked. */
  readonly person: Interviewee | undefined;
  write(text: string): void;
}

const realTools = (root: string): DiagnoseTools => ({
  evidenceOf: (exercise) => profileVersion(exercise, "baseline", root, false),
  person: whoeverIsAtTheTerminal(),
  write: (text) => print(text),
});

/** Takes a diagnosis of an exercise, judges it, keeps it, and returns the exit code. */
export async function diagnoseCommand(
  id: string,
  typed: TypedAnswers,
  root: string,
  tools: DiagnoseTools = realTools(root),
): Promise<number> {
  const exercise = await loadNamed(root, id);
  const store = openStore(join(root, ".bottleneck"), { kept: "diagnoses" });
  try {
    const record = await diagnose(exercise, typed, tools);
    store.addDiagnosis(record);
    tools.write(reportDiagnosis(record, exercise.definition.title, printedStyle()));
    return record.right ? exitCodes.passed : exitCodes.failed;
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    tools.write("\nStopped. Nothing was stored.\n");
    return exitCodes.interrupted;
  } finally {
    store.close();
  }
}

async function diagnose(
  exercise: LoadedExercise,
  typed: TypedAnswers,
  { person, evidenceOf }: DiagnoseTools,
): Promise<DiagnosisRecord> {
  const { id, version, definition } = exercise;
  const stated = await stateDiagnosis(typed, person);
  const source = await digestOf(exercise, "src");
  const codeWas = source === (await digestOf(exercise, "baseline")) ? "the starter" : "changed";
  const statedAt = new Date().toISOString();
  const { cpu, sources } = await evidenceOf(exercise);
  if (cpu.state === "missing") {
    throw new ExerciseError(
      `there is no profile of the baseline of ${id}: ${cpu.why}`,
      "try once more; your diagnosis was not stored",
    );
  }
  const verdict = judgeDiagnosis(stated, definition, { cpu, sources });
  const right = isAllRight(verdict);
  return { exercise: id, version, stated, verdict, right, source, codeWas, statedAt };
}

async function digestOf(exercise: LoadedExercise, part: "src" | "baseline"): Promise<string> {
  const taken = await take(exercise, join(exercise.folder, part));
  return taken.state === "taken" ? taken.submission.digest : "refused";
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("diagnose")
    .description("Say where an exercise's bottleneck is, and have your answer checked.")
    .addArgument(idArgument())
    .option("--function <name>", "the function in baseline/ with the most self time")
    .option("--file <file>", "its file, if several files have a function of that name")
    .option("--line <number>", "its line that takes the most time")
    .option("--kind <kind>", "the kind of bottleneck: its number, or a prefix of its name")
    .option("--speedup <ratio>", 'the largest speedup if it cost nothing, or "unbounded"')
    .addOption(courseOption())
    .addHelpText(
      "after",
      "\nYou are asked for what you leave out.\nExit codes: 0 all right, 1 something is wrong, 2 usage or set-up.",
    )
    .action(async (id, { course, ...typed }) =>
      finish(await diagnoseCommand(id, typed, resolve(course))),
    );
};
