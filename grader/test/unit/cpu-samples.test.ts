import { describe, expect, it } from "vitest";
import type { CpuProfile, CpuProfileNode } from "../../src/evidence/profilers/cpu-profile.ts";
import {
  type RecordedProfile,
  type RecordedWindow,
  samplesOf,
} from "../../src/evidence/profilers/cpu-samples.ts";

const functions = ["load", "first", "second", "(garbage collector)", "(idle)"] as const;
type Name = (typeof functions)[number];

/** When a sample was taken, in microseconds since the profile's start, and what ran. */
type Taken = readonly [at: number, name: Name];

/** A profile of samples in the order in which V8 wrote them down. */
function profileOf(taken: readonly Taken[], hits: Partial<Record<Name, number>> = {}): CpuProfile {
  const nodes = functions.map((functionName, index): CpuProfileNode => {
    const callFrame = { functionName, url: "", lineNumber: -1, columnNumber: -1 };
    return { id: index + 1, callFrame, hitCount: hits[functionName] };
  });
  return {
    nodes,
    samples: taken.map(([, name]) => functions.indexOf(name) + 1),
    timeDeltas: taken.map(([at], index) => at - (taken[index - 1]?.[0] ?? 0)),
  };
}

const window = (changes: Partial<RecordedWindow> = {}): RecordedWindow => ({
  ...{ from: 0, to: 1_000_000, cpuMs: 0 },
  ...changes,
});

const recorded = (
  profile: CpuProfile,
  windows: readonly RecordedWindow[] = [window()],
): RecordedProfile => ({ profile, windows, intervalMs: 1, calls: 1 });

function countsOf(recording: RecordedProfile): Record<string, number> {
  const { counts } = samplesOf(recording);
  return Object.fromEntries(
    [...counts].map(([node, count]) => [node.callFrame.functionName, count]),
  );
}

/** A sample each ms: some of one function, then of another. */
const eachMs = (...parts: readonly (readonly [Name, number])[]): Taken[] =>
  parts
    .flatMap(([name, count]) => new Array<Name>(count).fill(name))
    .map((name, index) => [1000 * (index + 1), name] as const);

/** So many samples of a function, a few microseconds apart. */
const burst = (name: Name, from: number, count: number): Taken[] =>
  Array.from({ length: count }, (_, index) => [from + 4 * index, name] as const);

describe("the samples of a recorded profile", () => {
  it("are those in its windows", () => {
    const taken = eachMs(["load", 1], ["first", 2], ["load", 2], ["first", 1], ["load", 1]);
    const windows = [window({ from: 1500, to: 3500 }), window({ from: 5500, to: 6500 })];
    expect(countsOf(recorded(profileOf(taken), windows))).toEqual({ first: 3 });
  });

  it("count for what ran before, when the garbage collector was seen", () => {
    const taken = eachMs(
      ["first", 1],
      ["(garbage collector)", 2],
      ["load", 2],
      ["(garbage collector)", 1],
    );
    const { counts, garbage } = samplesOf(recorded(profileOf(taken), [window({ from: 1500 })]));
    expect([...counts.values()]).toEqual([2, 3]);
    expect([...garbage.values()]).toEqual([2, 1]);
  });
});

describe("what V8 writes down when it leaves optimized code is no sample of time", () => {
  const regular = eachMs(["first", 30], ["second", 70]);
  const hits = { first: 30, second: 70 };

  it.each<[string, Taken[]]>([
    ["in one burst", burst("first", 5010, 900)],
    ["before every sample", regular.flatMap(([at]) => burst("first", at - 300, 9))],
    ["of both functions", [...burst("first", 2010, 200), ...burst("second", 60_010, 50)]],
    ["once", [[2300, "first"]]],
  ])("%s", (_, extra) => {
    const taken = [...regular, ...extra].sort(([a], [b]) => a - b);
    expect(countsOf(recorded(profileOf(taken, hits)))).toEqual(hits);
  });

  it("where V8 wrote it down later than it took it", () => {
    const extra = burst("first", 5010, 900);
    const taken = [...regular.slice(0, 9), ...extra, ...regular.slice(9)];
    expect(profileOf(taken).timeDeltas.some((delta) => delta < 0)).toBe(true);
    expect(countsOf(recorded(profileOf(taken, hits)))).toEqual(hits);
  });

  it("in a window, which gets no sample of the time around it", () => {
    const extra = burst("second", 10_010, 500);
    const taken = [...regular, ...extra].sort(([a], [b]) => a - b);
    const windows = [window({ from: 500, to: 20_500 })];
    expect(countsOf(recorded(profileOf(taken, hits), windows))).toEqual({ first: 20 });
  });
});

describe("what a sample stands for", () => {
  const sampleMs = (taken: readonly Taken[], windows: readonly RecordedWindow[]) =>
    samplesOf(recorded(profileOf(taken), windows)).sampleMs;

  it("is the time that passed, where the process had a CPU", () => {
    const windows = [window({ to: 105_000, cpuMs: 103 })];
    expect(sampleMs(eachMs(["first", 100]), windows)).toBeCloseTo(1.05);
  });

  it("is a little more than V8 was asked for, where the process had to wait for a CPU", () => {
    const windows = [window({ to: 180_000, cpuMs: 100 })];
    expect(sampleMs(eachMs(["first", 100]), windows)).toBeCloseTo(1.1);
  });

  it("is the CPU time, where V8 took fewer samples than it was asked for", () => {
    const windows = [window({ to: 180_000, cpuMs: 170 })];
    expect(sampleMs(eachMs(["first", 100]), windows)).toBeCloseTo(1.7);
  });

  it("leaves out the time in which the event loop waited, however often that was seen", () => {
    const seldom = [0, 10, 20, 30].map((ms) => [1000 * ms, "(idle)"] as const);
    const often = Array.from({ length: 400 }, (_, index) => [100 * index, "(idle)"] as const);
    for (const idle of [seldom, often]) {
      const [last = 0] = idle.at(-1) ?? [];
      const busy = [2, 4, 6, 8].map((ms) => [last + 1000 * ms, "first"] as const);
      const windows = [window({ to: last + 9000, cpuMs: 50 })];
      const { sampleMs, idleMs } = samplesOf(recorded(profileOf([...idle, ...busy]), windows));
      expect(idleMs).toBeCloseTo(last / 1000 + 1);
      expect(sampleMs).toBeCloseTo(2);
    }
  });

  it("is nothing where there are none", () => {
    expect(sampleMs([], [window()])).toBe(0);
  });
});
