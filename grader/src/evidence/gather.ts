import type { Bench } from "../course/bench.ts";
import { createFolder } from "../course/staging/stage.ts";
import { FreshInputs } from "../engine/inputs/fresh-inputs.ts";
import type { Side } from "../engine/sandbox/sandbox.ts";
import { Attempts } from "./attempts.ts";
import { type CostEvidence, costKindsOf } from "./costly-place.ts";
import type { CpuEvidence, Seen, SideEvidence } from "./evidence.ts";
import { findKept, keep } from "./kept.ts";
import { countKinds, gatherKind, gatherKinds } from "./profiler-list.ts";
import { pictureOf } from "./profilers/cpu-profile.ts";
import { samplesOf } from "./profilers/cpu-samples.ts";
import type { ProfiledSide } from "./profilers/profiler.ts";
import { type ProfileOfCalls, v8Cpu } from "./profilers/v8-cpu.ts";
import type { Flamegraph, FlamegraphRequest } from "./profilers/zero-x.ts";
import { enough } from "./tables/enough.ts";
import { findHotSpots } from "./tables/hot-spots.ts";
import { labelOf, type Outlines, outlinesOf } from "./tables/sources.ts";

/** How evidence is drawn and where it is kept. */
export interface EvidenceTools {
  drawFlamegraph(request: FlamegraphRequest): Promise<Flamegraph>;
  /** The folder in which the evidence of this very code is kept; undefined where nothing is kept. */
  folderOf(side: Side): string | undefined;
}

/** Called when a run begins, with how many are over. */
export type OnRun = (done: number, total: number) => void;

/** Runs of a side that is not known yet: the CPU profile, and each other kind. */
const runsOfSide = 1 + countKinds;

/** Inputs that a side is warmed up with, over and over; of one that waits, a call takes long. */
const warmUpInputs = { computing: 4, waiting: 2 };

/** What both sides and all profilers together may spend on making fresh inputs. */
const inputBudget = { ms: 700, bytes: 100e6 };

/** What both sides' profilers show. Evidence never changes a verdict: what fails is missing. */
export async function gatherEvidence(
  bench: Bench,
  tools: EvidenceTools,
  onRun: OnRun,
): Promise<Record<Side, SideEvidence>> {
  const [baseline, candidate] = await gatherSides(bench, ["baseline", "candidate"], tools, onRun);
  return { baseline, candidate } as Record<Side, SideEvidence>;
}

/**
 * Runs sides under each profiler, unless their evidence is kept. The CPU profiles are taken one
 * after the other, so that no side disturbs another's times; what is counted, and the pages, is
 * got from all at once.
 */
export async function gatherSides(
  bench: Bench,
  sides: readonly Side[],
  tools: EvidenceTools,
  onRun: OnRun,
): Promise<SideEvidence[]> {
  const known = sides.map((side) => findKept(tools.folderOf(side)));
  const total = runsOfSide * known.filter((evidence) => evidence === undefined).length;
  let done = 0;
  const begin = () => onRun(done++, total);
  const inputs = freshInputs(bench);
  const profiled: (Profiled | undefined)[] = [];
  for (const [index, side] of sides.entries()) {
    profiled.push(known[index] ? undefined : await profileCpu(bench, side, inputs, begin));
  }
  const gathered = profiled.map(async (one, index) => {
    if (one === undefined) return known[index] as SideEvidence;
    const evidence = await gatherRest(bench, one, tools);
    keep(tools.folderOf(one.side), evidence);
    return evidence;
  });
  return Promise.all(gathered);
}

const notLookedFor = { state: "missing", why: "it was not looked for" } as const;

/** Only where what a side is graded by comes from, in as few runs as possible: for whoever looks again and again. */
export async function gatherCost(bench: Bench, side: Side): Promise<CostEvidence> {
  const { files, modules } = bench.staged.versions[side];
  const outlines = await outlinesOf(bench.staged.sides[side], modules);
  const sources = Object.fromEntries(files);
  const inputs = freshInputs(bench);
  const waits = waitsIn(bench);
  const kinds = costKindsOf(bench.exercise.definition.goal.metric);
  const { attempts, cpu } = kinds.includes("time")
    ? await profileCpu(bench, side, inputs, () => {})
    : {
        attempts: new Attempts(side, profiledSide(bench, side, inputs), () => {}),
        cpu: notLookedFor,
      };
  const bytesIn = async <Name extends "allocations" | "lineAllocations">(name: Name) =>
    kinds.includes("bytes") ? gatherKind(name, attempts, { outlines, waits }) : notLookedFor;
  return {
    cpu: readCpu(cpu, outlines, waits),
    allocations: await bytesIn("allocations"),
    lineAllocations: await bytesIn("lineAllocations"),
    sources,
  };
}

/** Whether the entry is awaited, or a server. */
function waitsIn({ exercise }: Bench): boolean {
  return exercise.definition.entryKind !== "function";
}

/** A side of which the CPU profile was taken. */
interface Profiled {
  readonly side: Side;
  readonly attempts: Attempts;
  readonly cpu: Seen<{ readonly profile: ProfileOfCalls }>;
}

async function profileCpu(
  bench: Bench,
  side: Side,
  inputs: FreshInputs,
  onRun: () => void,
): Promise<Profiled> {
  const attempts = new Attempts(side, profiledSide(bench, side, inputs), onRun);
  const cpu = await attempts.run(v8Cpu, (profile) => ({ profile }));
  return { side, attempts, cpu };
}

/** Of the timed kind, after those that a side is warmed up with. */
function freshInputs({ pool }: Bench): FreshInputs {
  const take = (first: number, count: number) => pool.take(warmUpInputs.computing + first, count);
  return new FreshInputs({ take }, inputBudget);
}

function profiledSide(bench: Bench, side: Side, inputs: FreshInputs): ProfiledSide {
  const { exercise, pool, staged, start } = bench;
  const { answer, load } = exercise.definition;
  return {
    start: (recording, rewrite) => start(side, { recording, rewrite }),
    warmUpInputs: pool.take(0, warmUpInputs[waitsIn(bench) ? "waiting" : "computing"]),
    inputs,
    mayChangeInput: answer.mayChangeInput,
    load,
    createFolder: () => createFolder(staged),
  };
}

async function gatherRest(
  bench: Bench,
  { side, attempts, cpu }: Profiled,
  tools: EvidenceTools,
): Promise<SideEvidence> {
  const { files, modules } = bench.staged.versions[side];
  const outlines = await outlinesOf(bench.staged.sides[side], modules);
  const waits = waitsIn(bench);
  const flamegraph = drawPage(bench, side, cpu, outlines, tools);
  return {
    cpu: readCpu(cpu, outlines, waits),
    ...(await gatherKinds(attempts, { outlines, waits })),
    flamegraph: await flamegraph,
    sources: Object.fromEntries(files),
  };
}

function readCpu(cpu: Profiled["cpu"], outlines: Outlines, waits: boolean): Seen<CpuEvidence> {
  if (cpu.state === "missing") return cpu;
  const { made } = cpu.profile;
  return enough({ ...findHotSpots(cpu.profile, outlines, waits), ...(made && { made }) });
}

async function drawPage(
  bench: Bench,
  side: Side,
  cpu: Profiled["cpu"],
  outlines: Outlines,
  tools: EvidenceTools,
): Promise<Flamegraph> {
  if (cpu.state === "missing") return cpu;
  const { profile } = cpu;
  const isOwn = ({ callFrame }: { callFrame: { url: string } }) => outlines.has(callFrame.url);
  const picture = pictureOf(profile.profile, samplesOf(profile).counts, isOwn);
  const nodes = picture.nodes.map((node) => ({
    ...node,
    callFrame: { ...node.callFrame, functionName: labelOf(node.callFrame, outlines) },
  }));
  return tools.drawFlamegraph({
    profile: { ...picture, nodes },
    title: `${bench.exercise.id}: ${side === "candidate" ? "this version" : side}`,
    folder: tools.folderOf(side),
    scratch: createFolder(bench.staged),
  });
}
