import { SetupError } from "../contract/errors.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { folderOf, type Version } from "../course/exercises/versions.ts";
import { stage } from "../course/staging/stage.ts";
import { importsAllowedBy, takeSubmission } from "../course/staging/submission.ts";
import { openWorkbench } from "../course/workbench.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { gatherSides } from "../evidence/gather.ts";
import { newProvenance } from "../grading/provenance.ts";
import { progressView } from "../reports/progress.ts";
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
  const folder = folderOf(version, exercise, root);
  const taken = takeSubmission(folder, importsAllowedBy(exercise));
  if (taken.state === "refused") {
    throw new SetupError(`${version} can't be run: ${taken.reasons.join("; ")}`, "fix it first");
  }
  const tools = evidenceTools(exercise, taken.submission.digest, root, anew);
  const side = version === "baseline" ? "baseline" : "candidate";
  const staged = stage(exercise, taken.submission);
  const view = progressView(process.stderr);
  try {
    const bench = openWorkbench(exercise, staged, processSandbox, newProvenance().seeds.time);
    const [evidence] = await gatherSides(bench, [side], tools, (done, total) =>
      view.show(exercise.id, { stage: "profiling", done, total }),
    );
    return evidence as SideEvidence;
  } finally {
    view.clear();
    staged.remove();
  }
}
