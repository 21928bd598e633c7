import { join } from "node:path";
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
import { styleOf } from "../reports/style.ts";
import { exitCodes } from "./exit-codes.ts";
import { profileVersion } from "./profiled-version.ts";
import { whoeverIsAtTheTerminal } from "./terminal-interviewee.ts";

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
  write: (text) => process.stdout.write(text),
});

/** Takes a diagnosis of an exercise, judges it, keeps it, and returns the exit code. */
export async function diagnoseCommand(
  id: string,
  typed: TypedAnswers,
  root: string,
  tools: DiagnoseTools = realTools(root),
): Promise<number> {
  const exercise = await loadNamed(root, id);
  const store = openStore(join(root, ".bottleneck"), "diagnoses");
  try {
    const record = await diagnose(exercise, typed, tools);
    store.addDiagnosis(record);
    tools.write(reportDiagnosis(record, exercise.definition.title, styleOf(process.stdout)));
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
  const source = digestOf(exercise, "src");
  const codeWas = source === digestOf(exercise, "baseline") ? "the starter" : "changed";
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

function digestOf(exercise: LoadedExercise, part: "src" | "baseline"): string {
  const taken = take(exercise, join(exercise.folder, part));
  return taken.state === "taken" ? taken.submission.digest : "refused";
}
