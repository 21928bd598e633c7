import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CpuProfile, partBelow } from "../profilers/cpu-profile.ts";
import { profileCpu } from "../profilers/v8-cpu.ts";
import type { Flamegraph, FlamegraphRequest } from "../profilers/zero-x.ts";
import { timedFunction } from "../sandbox/protocol.ts";
import { type Side, WorkerFailed } from "../sandbox/sandbox.ts";
import { outlineOf } from "../source/functions.ts";
import { parseTypeScript } from "../source/parse.ts";
import { readSources } from "../staging/stage.ts";
import type { Workbench } from "../workbench.ts";
import { type SideEvidence, sideEvidence } from "./evidence.ts";
import { findHotSpots, nameCallbacks, type Outlines } from "./hot-spots.ts";

/** How evidence is drawn and where its pages go. */
export interface EvidenceTools {
  drawFlamegraph(request: FlamegraphRequest): Promise<Flamegraph>;
  /** The folder for the pages of this grading. */
  readonly folder: string;
}

/** Profiles both sides, one after the other, in processes of their own, then draws both pages. */
export async function gatherEvidence(
  bench: Workbench,
  tools: EvidenceTools,
): Promise<Record<Side, SideEvidence>> {
  const baseline = await profileSide(bench, "baseline");
  const candidate = await profileSide(bench, "candidate");
  const [baselineEvidence, candidateEvidence] = await Promise.all([
    explain(bench, "baseline", baseline, tools),
    explain(bench, "candidate", candidate, tools),
  ]);
  return { baseline: baselineEvidence, candidate: candidateEvidence };
}

/** The profile of a side, or in words why there is none: evidence never changes a verdict. */
async function profileSide(bench: Workbench, side: Side): Promise<CpuProfile | string> {
  try {
    const worker = await bench.start(side, { profile: true });
    try {
      const { mayChangeInput = false } = bench.exercise.definition.answer;
      return await profileCpu(worker, bench.pool, mayChangeInput);
    } finally {
      await worker.stop();
    }
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    return `the ${side} failed under the profiler (${error.failure.kind})`;
  }
}

async function explain(
  bench: Workbench,
  side: Side,
  profile: CpuProfile | string,
  tools: EvidenceTools,
): Promise<SideEvidence> {
  if (typeof profile === "string") return { state: "missing", why: profile };
  const folder = bench.staged.sides[side];
  const sources = readSources(folder);
  const outlines = outlinesOf(folder, sources);
  const flamegraph = await tools.drawFlamegraph({
    profile: nameCallbacks(partBelow(profile, timedFunction), outlines),
    title: `${bench.exercise.id}: ${side === "candidate" ? "this version" : side}`,
    page: join(tools.folder, `${side}.html`),
    scratch: bench.staged.root,
  });
  return sideEvidence(findHotSpots(profile, timedFunction, outlines), sources, flamegraph);
}

function outlinesOf(folder: string, sources: ReadonlyMap<string, string>): Outlines {
  const outlines = new Map<string, { file: string; outline: ReturnType<typeof outlineOf> }>();
  for (const [file, text] of sources) {
    const parsed = parseTypeScript(text);
    if (parsed.state !== "parsed") continue;
    outlines.set(pathToFileURL(join(folder, file)).href, {
      file,
      outline: outlineOf(parsed.program),
    });
  }
  return outlines;
}
