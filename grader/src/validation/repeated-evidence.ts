import { join } from "node:path";
import { type BenchRequest, withBench } from "../course/bench.ts";
import { findSolutions } from "../course/exercises/course.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { type Submission, takeOwn } from "../course/staging/submission.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import { createScratch, removeScratch } from "../engine/scratch.ts";
import {
  type CostEvidence,
  costKindsOf,
  costliestPlace,
  isPlantedAt,
} from "../evidence/costly-place.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import { gatherCost, gatherEvidence } from "../evidence/gather.ts";
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
  const submission = await takeOwn(exercise, candidate, "the reference");
  for (let time = 0; time < times; time++) {
    const pages = createScratch();
    const tools = { drawFlamegraph, folderOf: (side: Side) => join(pages, side) };
    try {
      yield await withBench(freshBench(exercise, submission), async (bench) => {
        const started = performance.now();
        const evidence = await gatherEvidence(bench, tools, () => {});
        return { evidence, seconds: (performance.now() - started) / 1000 };
      });
    } finally {
      removeScratch(pages);
    }
  }
}

/** Profiles an exercise's baseline again and again, with fresh inputs. */
export async function* repeatProfile(
  exercise: LoadedExercise,
  times: number,
): AsyncGenerator<CostEvidence> {
  const submission = await takeOwn(exercise, join(exercise.folder, "baseline"), "the baseline");
  for (let time = 0; time < times; time++) {
    yield await withBench(freshBench(exercise, submission), (bench) =>
      gatherCost(bench, "baseline"),
    );
  }
}

/** With inputs that no other bench has. */
function freshBench(exercise: LoadedExercise, submission: Submission): BenchRequest {
  return { exercise, submission, sandbox: processSandbox, timeSeed: newProvenance().seeds.time };
}

/** Whether most of the baseline's cost comes from where the exercise says that it was planted. */
export function isAsPlanted({ definition }: LoadedExercise, baseline: CostEvidence): boolean {
  return costKindsOf(definition.goal.metric).some((kind) =>
    isPlantedAt(definition.diagnosis, costliestPlace(baseline, kind)),
  );
}
