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
}

/** The samples of the windows, node by node. */
export interface NodeSamples {
  /** Samples with the node on top; those of the garbage collector count for what ran before it. */
  readonly counts: ReadonlyMap<CpuProfileNode, number>;
  /** Of these, those in which V8 collected garbage. */
  readonly garbage: ReadonlyMap<CpuProfileNode, number>;
  /** What a sample stands for in which the process did not wait, in ms. */
  readonly sampleMs: number;
  /**
   * How long the event loop waited in all windows: half of the time around each sample that shows it
   * waiting. Node's own figure is wrong under a profiler, whose signals interrupt the waiting.
   */
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
  let idleMs = 0;
  for (const { node, at, around } of timerSamples(profile)) {
    const isGarbage = node.callFrame.functionName === "(garbage collector)";
    if (!isGarbage) before = node;
    if (!windows.some(({ from, to }) => from <= at && at <= to)) continue;
    if (node.callFrame.functionName === idleName) idleMs += around / 2000;
    else busy++;
    if (before === undefined) continue;
    counts.set(before, (counts.get(before) ?? 0) + 1);
    if (isGarbage) garbage.set(before, (garbage.get(before) ?? 0) + 1);
  }
  return { counts, garbage, idleMs, sampleMs: sampleMsOf(recorded, busy, idleMs) };
}

interface Sample {
  readonly node: CpuProfileNode;
  /** Microseconds since the profile's start. */
  readonly at: number;
}

/**
 * The samples that V8's timer took, in the order of time. V8 writes the stack down whenever
 * optimized code is left for good or for a while, too, which may be thousands of times a second
 * (docs/decisions/0016). Such a sample says nothing about time. V8 does not count it in the node's
 * `hitCount`, so of each node's samples those are kept that came longest after the one before.
 *
 * @returns them with the time from the one before to the one after, in microseconds
 */
function timerSamples(profile: CpuProfile): (Sample & { readonly around: number })[] {
  const inOrder = samplesInOrder(profile);
  const withGaps = inOrder.map((sample, index) => ({
    ...sample,
    gap: sample.at - (inOrder[index - 1]?.at ?? 0),
  }));
  const kept = [...Map.groupBy(withGaps, ({ node }) => node)]
    .flatMap(([{ hitCount = Number.POSITIVE_INFINITY }, samples]) =>
      samples.length <= hitCount
        ? samples
        : samples.sort((a, b) => b.gap - a.gap).slice(0, hitCount),
    )
    .sort((a, b) => a.at - b.at);
  return kept.map((sample, index) => {
    const [before, after] = [kept[index - 1] ?? sample, kept[index + 1] ?? sample];
    return { ...sample, around: after.at - before.at };
  });
}

function samplesInOrder({ nodes, samples, timeDeltas }: CpuProfile): Sample[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let at = 0;
  const taken = samples.flatMap((id, index) => {
    at += timeDeltas[index] ?? 0;
    const node = byId.get(id);
    return node === undefined ? [] : [{ node, at }];
  });
  return taken.sort((a, b) => a.at - b.at);
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
function sampleMsOf({ windows, intervalMs }: RecordedProfile, busy: number, idleMs: number) {
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const passedMs = sum(windows.map(({ from, to }) => (to - from) / 1000)) - idleMs;
  const usedMs = sum(windows.map(({ cpuMs }) => cpuMs));
  const busyMs = Math.min(passedMs, Math.max(usedMs, busy * intervalMs * mostOfInterval));
  return busy === 0 ? 0 : busyMs / busy;
}
