import type { CpuProfile, CpuProfileNode } from "./cpu-profile.ts";

/** A profile, and what of it was recorded while calls ran that had warmed up. */
export interface RecordedProfile {
  readonly profile: CpuProfile;
  readonly windows: readonly RecordedWindow[];
  /** The time from one sample to the next that V8 was asked for, in ms. */
  readonly intervalMs: number;
  /** In the windows. */
  readonly calls: number;
}

/** A stretch of time in which calls were recorded. */
export interface RecordedWindow {
  /** In microseconds since the profile's start. */
  readonly from: number;
  readonly to: number;
  /** CPU time of the thread. */
  readonly cpuMs: number;
  /** Time in which the event loop waited for something to happen. */
  readonly idleMs: number;
}

/** The samples of the windows, node by node. */
export interface NodeSamples {
  /** Samples with the node on top; those of the garbage collector count for what ran before it. */
  readonly counts: ReadonlyMap<CpuProfileNode, number>;
  /** Of these, those in which V8 collected garbage. */
  readonly garbage: ReadonlyMap<CpuProfileNode, number>;
  /** What a sample stands for in which the process did not wait, in ms. */
  readonly sampleMs: number;
  /** How long the event loop waited in all windows. */
  readonly idleMs: number;
}

/** What V8 calls the stack of a process whose event loop waits. */
export const idleName = "(idle)";

/** Counts the samples that were taken in the windows. */
export function samplesOf(recorded: RecordedProfile): NodeSamples {
  const { profile, windows } = recorded;
  const counts = new Map<CpuProfileNode, number>();
  const garbage = new Map<CpuProfileNode, number>();
  let before: CpuProfileNode | undefined;
  let busy = 0;
  for (const { node, at } of timerSamples(profile)) {
    const isGarbage = node.callFrame.functionName === "(garbage collector)";
    if (!isGarbage) before = node;
    if (!windows.some(({ from, to }) => from <= at && at <= to)) continue;
    if (node.callFrame.functionName !== idleName) busy++;
    if (before === undefined) continue;
    counts.set(before, (counts.get(before) ?? 0) + 1);
    if (isGarbage) garbage.set(before, (garbage.get(before) ?? 0) + 1);
  }
  return { counts, garbage, ...timesOf(recorded, busy) };
}

interface Sample {
  readonly node: CpuProfileNode;
  /** Microseconds since the profile's start. */
  readonly at: number;
  /** Since the sample before. */
  readonly gap: number;
}

/**
 * The samples that V8's timer took, in the order of time. V8 writes the stack down whenever
 * optimized code is left for good or for a while, too, which may be thousands of times a second
 * (docs/decisions/0016). Such a sample says nothing about time. V8 does not count it in the node's
 * `hitCount`, so of each node's samples those are kept that came longest after the one before.
 */
function timerSamples(profile: CpuProfile): Sample[] {
  const byNode = Map.groupBy(samplesInOrder(profile), ({ node }) => node);
  return [...byNode]
    .flatMap(([{ hitCount = Number.POSITIVE_INFINITY }, samples]) =>
      samples.length <= hitCount
        ? samples
        : samples.sort((a, b) => b.gap - a.gap).slice(0, hitCount),
    )
    .sort((a, b) => a.at - b.at);
}

function samplesInOrder({ nodes, samples, timeDeltas }: CpuProfile): Sample[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let at = 0;
  const taken = samples.flatMap((id, index) => {
    at += timeDeltas[index] ?? 0;
    const node = byId.get(id);
    return node === undefined ? [] : [{ node, at }];
  });
  taken.sort((a, b) => a.at - b.at);
  return taken.map((sample, index) => ({
    ...sample,
    gap: sample.at - (taken[index - 1]?.at ?? 0),
  }));
}

/** V8 takes a little longer from one sample to the next than it is asked for. */
const mostOfInterval = 1.1;

/**
 * What a sample stands for. Samples are further apart where the process had to wait for a CPU,
 * which is no time of the code's, and where V8's own thread had to, which is. So it is at least the
 * CPU time that was used, and at most the time that passed without waiting for an event.
 *
 * @param busy how many samples show the process not waiting for an event
 */
function timesOf({ windows, intervalMs }: RecordedProfile, busy: number) {
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const idleMs = sum(windows.map((window) => window.idleMs));
  const passedMs = sum(windows.map(({ from, to }) => (to - from) / 1000)) - idleMs;
  const usedMs = sum(windows.map(({ cpuMs }) => cpuMs));
  const busyMs = Math.min(passedMs, Math.max(usedMs, busy * intervalMs * mostOfInterval));
  return { idleMs, sampleMs: busy === 0 ? 0 : busyMs / busy };
}
