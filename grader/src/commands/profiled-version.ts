import { SetupError } from "../errors.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { gatherSides } from "../evidence/gather.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { newProvenance } from "../provenance.ts";
import { progressView } from "../reports/progress.ts";
import { processSandbox } from "../sandbox/process-sandbox.ts";
import type { Side } from "../sandbox/sandbox.ts";
import { stage } from "../staging/stage.ts";
import { importsAllowedBy, takeSubmission } from "../staging/submission.ts";
import { openWorkbench } from "../workbench.ts";
import { evidenceTools } from "./evidence-tools.ts";

/** A version of an exercise in a folder. */
export interface ProfiledVersion {
  readonly exercise: LoadedExercise;
  readonly folder: string;
  /** As which side it runs. */
  readonly side: Side;
  /** Such as "your code". */
  readonly name: string;
}

/**
 * Runs one version under every profiler, without grading it.
 *
 * @param anew also when its evidence is kept from before
 * @throws SetupError for a version that can't be run
 */
export async function profileVersion(
  { exercise, folder, side, name }: ProfiledVersion,
  root: string,
  anew: boolean,
): Promise<SideEvidence> {
  const taken = takeSubmission(folder, importsAllowedBy(exercise.definition));
  if (taken.state === "refused") {
    throw new SetupError(`${name} can't be run: ${taken.reasons.join("; ")}`, "mend it first");
  }
  const tools = evidenceTools(exercise, taken.submission.digest, root, anew);
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
