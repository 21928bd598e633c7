import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { folderOf } from "../../course/exercises/versions.ts";
import { type TakenSubmission, take } from "../../course/staging/submission.ts";
import { checkTypes, declarationsIn } from "../../course/types/check-types.ts";
import { isTooBusyFor, lookAtCpus } from "../../engine/machine/busy-cpus.ts";
import { measureCeilings } from "../../engine/machine/ceilings.ts";
import { quick, thorough } from "../../engine/measurement/schedule.ts";
import { metrics } from "../../engine/metrics/index.ts";
import type { Isolation } from "../../engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../engine/sandbox/process-sandbox.ts";
import { conditionsOf, type GradingKey } from "../../grading/grading-key.ts";
import {
  explain,
  type GradingRequest,
  type GradingTools,
  grade,
  leftOutOf,
} from "../../grading/pipeline.ts";
import { newProvenance } from "../../grading/provenance.ts";
import type { GradingResult } from "../../grading/result.ts";
import type { Store } from "../../grading/store/store.ts";
import type { Reported } from "../../reports/reported.ts";
import { tell } from "../terminal/terminal.ts";
import { evidenceTools } from "./evidence-tools.ts";
import type { GradeOptions } from "./options.ts";
import { undiagnosedResult } from "./require-diagnosis.ts";
import { orWarn, type Session } from "./session.ts";
import { refusingMistakes } from "./types.ts";
import { writePage } from "./write-page.ts";

/**
 * Grades one exercise, or recalls what the record knows of this very code. The verdict is shown and
 * recorded as soon as it is known; then the evidence is gathered, and the page is written.
 */
export async function gradeOne(
  exercise: LoadedExercise,
  options: GradeOptions,
  session: Session,
): Promise<Reported> {
  const folder = folderOf(options.reference ? "reference" : "your code", exercise, session.root);
  const sourceFolder = relative(session.root, folder).replaceAll("\\", "/");
  const request = await requestFor(exercise, folder, options, session);
  const show = (result: GradingResult, reused: boolean) => {
    session.view.clear();
    session.onVerdict({ result, sourceFolder, reused });
  };
  const found = await resultFor(request, options, session, show);
  const { reused } = found;
  const result = await withTypes(found.result, request, folder, options, session);
  const reported = { result, sourceFolder, reused };
  const { store, root } = session;
  const page = store && orWarn(session, () => writePage(reported, store, root));
  return { ...reported, page };
}

async function requestFor(
  exercise: LoadedExercise,
  folder: string,
  options: GradeOptions,
  session: Session,
): Promise<GradingRequest> {
  return {
    exercise,
    subject: options.reference ? "reference" : "your code",
    taken:
      options.types === "refuse"
        ? await refusingMistakes(await take(exercise, folder), folder)
        : await take(exercise, folder),
    provenance: newProvenance(session.isolation),
    schedule: options.thorough ? thorough : quick,
  };
}

type Show = (verdict: GradingResult, reused: boolean) => void;

async function resultFor(
  request: GradingRequest,
  options: GradeOptions,
  session: Session,
  show: Show,
): Promise<Pick<Reported, "result" | "reused">> {
  const undiagnosed = options.requireDiagnosis && undiagnosedResult(request, session.store);
  if (undiagnosed) {
    show(undiagnosed, false);
    return { result: undiagnosed, reused: false };
  }
  const known = knownVerdict(request, options, session);
  if (known !== undefined) show(known, true);
  if (known !== undefined && (!options.evidence || hasItsEvidence(known))) {
    return { result: known, reused: true };
  }
  if (known === undefined) await warnOfBusyCpus(request, session);
  const key = keyOf(request, session.isolation);
  const tools = gradingTools(request, options, session, (verdict) => {
    orWarn(session, () => recordVerdict(verdict, key, request, session.store));
    show(verdict, false);
  });
  const work = known === undefined ? grade(request, tools) : explain(request, known, tools);
  const result = await work.finally(() => session.view.clear());
  if (result.evidence !== undefined) orWarn(session, () => session.store?.complete(key, result));
  return { result, reused: known !== undefined };
}

/** Before it takes half a minute, and ends as inconclusive. */
async function warnOfBusyCpus(
  { exercise, taken }: GradingRequest,
  { view }: Session,
): Promise<void> {
  const { metric } = exercise.definition.goal;
  const { clock } = metrics[metric];
  if (clock !== "wall" || taken.state !== "taken") return;
  const cpus = await lookAtCpus();
  if (!isTooBusyFor(clock, cpus)) return;
  view.clear();
  tell(
    `${exercise.id} is measured by ${metric}, and other programs keep ${cpus.busy.toFixed(1)} of ` +
      `${cpus.all} CPUs busy: it may end as inconclusive. Closing them helps.\n`,
  );
}

/** Adds what is known of the types: last, because nothing else may run while something is measured. */
async function withTypes(
  result: GradingResult,
  request: GradingRequest,
  folder: string,
  { types: policy }: GradeOptions,
  session: Session,
): Promise<GradingResult> {
  const { taken } = request;
  const isGraded = taken.state === "taken" && result.outcome.outcome !== "undiagnosed";
  if (policy !== "tell" || !isGraded) return result;
  // Declarations are no part of the code that the record knows.
  if (result.types !== undefined && declarationsIn(folder).length === 0) return result;
  const types = await checkTypes(folder, taken.submission);
  const complete = { ...result, types };
  orWarn(session, () => session.store?.complete(keyOf(request, session.isolation), complete));
  return complete;
}

function recordVerdict(
  verdict: GradingResult,
  key: GradingKey,
  { taken }: GradingRequest,
  store: Store | undefined,
): void {
  if (taken.state === "taken") store?.keepSources(taken.submission);
  store?.add(key, verdict);
}

/** The record's verdict on this very code, unless it has to be measured anew. */
function knownVerdict(
  request: GradingRequest,
  options: GradeOptions,
  session: Session,
): GradingResult | undefined {
  if (options.force || request.taken.state !== "taken") return undefined;
  const known = orWarn(session, () => session.store?.find(keyOf(request, session.isolation)));
  if (known === undefined || mayBeOfLimits(known)) return undefined;
  const { leftOut: _, ...verdict } = known;
  return { ...verdict, subject: request.subject, ...leftOutOf(request.taken.submission) };
}

/** A failure in a shell that gave little is no verdict on the code. */
function mayBeOfLimits({ outcome, provenance }: GradingResult): boolean {
  return !("measurement" in outcome) && provenance.shellLimits !== undefined;
}

function keyOf({ exercise, taken, schedule }: GradingRequest, isolation: Isolation): GradingKey {
  return { ...conditionsOf(exercise, isolation), submission: digestOf(taken), schedule };
}

function digestOf(taken: TakenSubmission): string {
  return taken.state === "taken" ? taken.submission.digest : "refused";
}

/** A stored verdict may never have been profiled, or its flamegraph pages were deleted. */
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
  onVerdict: (verdict: GradingResult) => void,
): GradingTools {
  return {
    sandbox: processSandboxWith(isolation),
    now: () => performance.now(),
    onProgress: (progress) => view.show(exercise.id, progress),
    onVerdict,
    evidence: evidence
      ? evidenceTools(exercise, { submission: digestOf(taken), isolation, root, anew: force })
      : undefined,
    measureCeilings: evidence ? measureCeilings : undefined,
  };
}
