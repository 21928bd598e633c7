import { SetupError } from "../../contract/errors.ts";
import { withBench } from "../../course/bench.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { folderOf, type Version } from "../../course/exercises/versions.ts";
import { take } from "../../course/staging/submission.ts";
import { strongestIsolation } from "../../engine/sandbox/isolation.ts";
import { processSandbox } from "../../engine/sandbox/process-sandbox.ts";
import type { SideEvidence } from "../../evidence/evidence.ts";
import { gatherSides } from "../../evidence/gather.ts";
import { newProvenance } from "../../grading/provenance.ts";
import { shownProgress } from "../terminal/terminal.ts";
import { evidenceTools } from "./evidence-tools.ts";

/**
 * Runs one version under every profiler, without grading it.
 *
 * @param anew also when its evidence is kept from before
 * @throws SetupError for a version that can't be run
 */
export async function profileVersion(
  exercise: LoadedExercise,
  version: Version,
  root: string,
  anew: boolean,
): Promise<SideEvidence> {
  const taken = await take(exercise, folderOf(version, exercise, root));
  if (taken.state === "refused") {
    throw new SetupError(`${version} can't be run: ${taken.reasons.join("; ")}`, "fix it first");
  }
  const { submission } = taken;
  const tools = evidenceTools(exercise, {
    submission: submission.digest,
    isolation: strongestIsolation(),
    root,
    anew,
  });
  const side = version === "baseline" ? "baseline" : "candidate";
  const view = shownProgress();
  const onRun = (done: number, total: number) =>
    view.show(exercise.id, { stage: "profiling", done, total });
  const timeSeed = newProvenance().seeds.time;
  const request = { exercise, submission, sandbox: processSandbox, timeSeed };
  const [evidence] = await withBench(request, (bench) =>
    gatherSides(bench, [side], tools, onRun),
  ).finally(() => view.clear());
  return evidence as SideEvidence;
}
