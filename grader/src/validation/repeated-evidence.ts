import { join } from "node:path";
import { findSolutions } from "../course/exercises/course.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { stage } from "../course/staging/stage.ts";
import { importsAllowedBy, takeSubmission } from "../course/staging/submission.ts";
import { openWorkbench } from "../course/workbench.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import { createScratch, removeScratch } from "../engine/scratch.ts";
import { hotSpotOf, type SideEvidence } from "../evidence/evidence.ts";
import { gatherCpu, gatherEvidence } from "../evidence/gather.ts";
import { drawFlamegraph } from "../evidence/profilers/zero-x.ts";
import { newProvenance } from "../grading/provenance.ts";

/** What was gathered of an exercise at one time. */
export interface GatheredOnce {
  readonly evidence: Readonly<Record<Side, SideEvidence>>;
  /** Wall time for both sides and their pages. */
  readonly seconds: number;
}

/** Gathers the evidence of an exercise and its reference again and again, with fresh inputs. */
export async function* repeatEvidence(
  exercise: LoadedExercise,
  root: string,
  times: number,
): AsyncGenerator<GatheredOnce> {
  const candidate = findSolutions(root, exercise.id).reference ?? join(exercise.folder, "src");
  const taken = takeSubmission(candidate, importsAllowedBy(exercise));
  if (taken.state === "refused") return;
  for (let time = 0; time < times; time++) {
    const staged = stage(exercise, taken.submission);
    const pages = createScratch();
    try {
      const bench = openWorkbench(exercise, staged, processSandbox, newProvenance().seeds.time);
      const tools = { drawFlamegraph, folderOf: (side: Side) => join(pages, side) };
      const started = performance.now();
      const evidence = await gatherEvidence(bench, tools, () => {});
      yield { evidence, seconds: (performance.now() - started) / 1000 };
    } finally {
      removeScratch(pages);
      staged.remove();
    }
  }
}

/** Profiles the time of an exercise's baseline again and again, with fresh inputs. */
export async function* repeatProfile(
  exercise: LoadedExercise,
  times: number,
): AsyncGenerator<Pick<SideEvidence, "cpu" | "sources">> {
  const taken = takeSubmission(join(exercise.folder, "baseline"), importsAllowedBy(exercise));
  if (taken.state === "refused") return;
  for (let time = 0; time < times; time++) {
    const staged = stage(exercise, taken.submission);
    try {
      const bench = openWorkbench(exercise, staged, processSandbox, newProvenance().seeds.time);
      yield await gatherCpu(bench, "baseline");
    } finally {
      staged.remove();
    }
  }
}

/** Whether the baseline's hot spot is where the exercise says that it was planted. */
export function isAsPlanted(
  { definition }: LoadedExercise,
  baseline: Pick<SideEvidence, "cpu" | "sources">,
): boolean {
  const hot = hotSpotOf(baseline);
  const { function: name, file, lines } = definition.diagnosis;
  const line = hot?.line?.line ?? 0;
  const inFunction = hot?.function.name === name && hot.function.file === file;
  return inFunction && lines[0] <= line && line <= lines[1];
}
