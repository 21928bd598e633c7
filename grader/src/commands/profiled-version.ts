import { SetupError } from "../errors.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { gatherSides } from "../evidence/gather.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { folderOf, type Version } from "../exercises/versions.ts";
import { newProvenance } from "../provenance.ts";
import { progressView } from "../reports/progress.ts";
import { processSandbox } from "../sandbox/process-sandbox.ts";
import { stage } from "../staging/stage.ts";
import { importsAllowedBy, takeSubmission } from "../staging/submission.ts";
import { openWorkbench } from "../workbench.ts";
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
    throw new SetupError(`${version} can't be run: ${taken.reasons.join("; ")}`, "mend it first");
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
