import type { LoadedExercise } from "../course/exercises/load.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import type { Isolation } from "../engine/sandbox/isolation.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import { machineAndVersions, versionsOfDrawing } from "./provenance.ts";

/** What verdicts and evidence depend on, beside the code that is graded. */
export interface Conditions {
  readonly exercise: string;
  /** Digest of the exercise's files, the baseline included. */
  readonly exerciseVersion: string;
  readonly isolation: Isolation;
  /** Digest of the grader's source. */
  readonly grader: string;
  readonly node: string;
  /** What draws the flame graphs, and in which version. */
  readonly drawing: string;
  readonly machine: string;
}

/** What two gradings must share for the verdict of one to be that of the other. */
export interface GradingKey extends Conditions {
  /** Digest of the submission's files. */
  readonly submission: string;
  readonly schedule: Schedule;
}

/** What two profiled versions must share for the evidence of one to be that of the other. */
export interface EvidenceKey extends Conditions {
  readonly side: Side;
  /** Digest of the candidate's files; empty for the baseline, which is part of the exercise. */
  readonly submission: string;
}

/** The conditions of whatever is done now, on this machine. */
export function conditionsOf(
  { id, version }: Pick<LoadedExercise, "id" | "version">,
  isolation: Isolation,
): Conditions {
  const { grader, node, machine } = machineAndVersions();
  const exercise = { exercise: id, exerciseVersion: version };
  return { ...exercise, isolation, grader, node, drawing: versionsOfDrawing(), machine };
}

/** A key as one text: the same for the same parts, in whichever order they were written down. */
export function textOfKey(key: GradingKey | EvidenceKey): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}
