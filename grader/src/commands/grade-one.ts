import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { LoadedExercise } from "../exercises/load.ts";
import { folderOf } from "../exercises/versions.ts";
import { measureCeilings } from "../machine/ceilings.ts";
import { quick, thorough } from "../measurement/schedule.ts";
import { type GradingRequest, type GradingTools, grade } from "../pipeline.ts";
import { machineAndVersions, newProvenance } from "../provenance.ts";
import type { Reported } from "../reports/reported.ts";
import type { GradingResult } from "../result.ts";
import { processSandboxWith } from "../sandbox/process-sandbox.ts";
import { importsAllowedBy, type TakenSubmission, takeSubmission } from "../staging/submission.ts";
import type { GradingKey } from "../store/store.ts";
import { evidenceTools } from "./evidence-tools.ts";
import type { GradeOptions } from "./grade.ts";
import { orWarn, type Session } from "./grade-session.ts";
import { writePage } from "./report-page.ts";
import { undiagnosedResult } from "./require-diagnosis.ts";

/** Grades one exercise, or recalls what the record knows of this very code, and writes its page beside the record. */
export async function gradeOne(
  exercise: LoadedExercise,
  options: GradeOptions,
  session: Session,
): Promise<Reported> {
  const folder = folderOf(options.reference ? "reference" : "your code", exercise, session.root);
  const sourceFolder = relative(session.root, folder).replaceAll("\\", "/");
  const request = requestFor(exercise, folder, options, session);
  const { result, reused } = await resultFor(request, options, session);
  const reported = { result, sourceFolder, reused };
  const { store, root } = session;
  const page = store && orWarn(session, () => writePage(reported, store, root));
  return { ...reported, page };
}

function requestFor(
  exercise: LoadedExercise,
  folder: string,
  options: GradeOptions,
  session: Session,
): GradingRequest {
  return {
    exercise,
    subject: options.reference ? "reference" : "your code",
    taken: takeSubmission(folder, importsAllowedBy(exercise)),
    provenance: newProvenance(session.isolation),
    schedule: options.thorough ? thorough : quick,
  };
}

async function resultFor(
  request: GradingRequest,
  options: GradeOptions,
  session: Session,
): Promise<Pick<Reported, "result" | "reused">> {
  const undiagnosed = options.requireDiagnosis && undiagnosedResult(request, session.store);
  if (undiagnosed) return { result: undiagnosed, reused: false };
  const key = keyOf(request);
  const anew = options.force || options.thorough || request.taken.state !== "taken";
  const known = anew ? undefined : orWarn(session, () => session.store?.find(key));
  if (known !== undefined && (!options.evidence || hasItsEvidence(known))) {
    return { result: { ...known, subject: request.subject }, reused: true };
  }
  const tools = gradingTools(request, options, session);
  const result = await grade(request, tools).finally(() => session.view.clear());
  orWarn(session, () => session.store?.add(key, result));
  return { result, reused: false };
}

function keyOf({ exercise, taken }: GradingRequest): GradingKey {
  const { grader, node, machine } = machineAndVersions();
  return [exercise.id, exercise.version, digestOf(taken), grader, node, machine];
}

function digestOf(taken: TakenSubmission): string {
  return taken.state === "taken" ? taken.submission.digest : "refused";
}

/** A stored verdict that was never profiled, or whose flamegraph pages were deleted, is measured anew. */
function hasItsEvidence({ outcome, evidence }: GradingResult): boolean {
  if ("measurement" in outcome && evidence === undefined) return false;
  return Object.values(evidence ?? {}).every(
    ({ flamegraph }) => flamegraph.state === "missing" || existsSync(flamegraph.path),
  );
}

function gradingTools(
  { exercise, taken }: GradingRequest,
  { force, evidence }: GradeOptions,
  { isolation, view, root }: Session,
): GradingTools {
  return {
    sandbox: processSandboxWith(isolation),
    now: () => performance.now(),
    onProgress: (progress) => view.show(exercise.id, progress),
    evidence: evidence ? evidenceTools(exercise, digestOf(taken), root, force) : undefined,
    measureCeilings: evidence ? measureCeilings : undefined,
  };
}
