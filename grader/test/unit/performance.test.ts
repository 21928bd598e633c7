import { describe, expect, it, vi } from "vitest";
import { SetupError } from "../../src/contract/errors.ts";
import type {
  Bound,
  Exercise,
  Goal,
  Load,
  MetricName,
  Resource,
} from "../../src/contract/index.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import type { Measurement } from "../../src/engine/measurement/measurement.ts";
import { type GradingSchedule, quick, thorough } from "../../src/engine/measurement/schedule.ts";
import { type Failure, WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { decode } from "../../src/engine/sandbox/wire.ts";
import { boundsOf } from "../../src/grading/bounds-of.ts";
import { grade } from "../../src/grading/pipeline.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { nextStep } from "../../src/reports/next-step.ts";
import { explainClock, explainOutcome } from "../../src/reports/verdict.ts";
import { loadedFrom, sumExercise, sumOf } from "../support/example-exercise.ts";
import { exampleProvenance } from "../support/example-results.ts";
import { type Event, type FakeSandbox, fakeSandbox, type Script } from "../support/fake-sandbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

interface Setting {
  readonly baseline?: Partial<Script>;
  readonly candidate?: Partial<Script>;
  /** Beside CPU time, with the target 2. */
  readonly goal?: Partial<Goal>;
  readonly resource?: Resource;
  readonly schedule?: GradingSchedule;
}

const definitionWith = ({ goal = {}, resource }: Setting): Partial<Exercise> => ({
  goal: { ...sumExercise.goal, ...goal },
  ...(resource && { resource }),
});

/** A candidate that reaches the target, unless the setting says otherwise. */
const scripted = ({ baseline, candidate }: Setting): FakeSandbox =>
  fakeSandbox({
    baseline: { answer: sumOf, cpuMs: 10, startMs: 1, ...baseline },
    candidate: { answer: sumOf, cpuMs: 1, startMs: 1, ...candidate },
  });

async function gradeOn(sandbox: FakeSandbox, setting: Setting = {}) {
  const source = "export const sum = () => 0;\n";
  const folder = temporaryFolder({
    ...{ "baseline/index.ts": source, "src/index.ts": source, "resource/index.ts": "" },
  });
  const request = {
    exercise: loadedFrom(folder, definitionWith(setting)),
    subject: "your code" as const,
    taken: await takeSubmission(`${folder}/src`, []),
    provenance: exampleProvenance,
    schedule: setting.schedule ?? quick,
  };
  return grade(request, { sandbox, now: sandbox.now, onProgress: () => {}, evidence: undefined });
}

const gradeFake = (setting: Setting): Promise<GradingResult> => gradeOn(scripted(setting), setting);

/** What the verdict rests on. */
function measurementOf({ outcome }: GradingResult): Measurement {
  if ("measurement" in outcome) return outcome.measurement;
  throw new Error(`nothing was measured: ${JSON.stringify(outcome)}`);
}

describe("a machine on which others have the CPU", () => {
  /** Nine tenths of the time its first thread waits for a CPU. */
  const crowded: Partial<Script> = {
    read: (truth) => ({ ...truth, wallMs: 10 * truth.wallMs, delayMs: 9 * truth.wallMs }),
  };
  const goal = { metric: "wall time" } as const;
  const busy = (cpuMs: number) => ({
    baseline: { ...crowded, cpuMs: 10 },
    candidate: { ...crowded, cpuMs },
    goal,
  });

  it("is told to be too busy after the fewest forks, where more of them would not decide", async () => {
    const { outcome } = await gradeFake(busy(1));
    expect(outcome).toMatchObject({ outcome: "inconclusive", reason: "too noisy" });
    expect(measurementOf(await gradeFake(busy(1))).forks).toHaveLength(quick.fewestClearForks);
  });

  it("does not stand in the way of a verdict that is far enough from the target", async () => {
    expect((await gradeFake(busy(0.1))).outcome.outcome).toBe("passed");
    expect((await gradeFake(busy(60))).outcome.outcome).toBe("too slow");
  });
});

describe("the bounds of a goal", () => {
  const probe = { request: { method: "GET", path: "/" }, everyMs: 5 } as const;
  const background = { request: { method: "GET", path: "/work" }, connections: 1 } as const;
  const load = { probe, background, windowMs: 100 };
  const goalOf = (goal: Partial<Goal>) => ({ ...sumExercise.goal, seconds: 8, ...goal });
  const requests = { metric: "time per request", atMost: 2 } as const;

  it("are joined by one on the time of requests, where a server could put them off for its latency", () => {
    const goal = goalOf({ metric: "latency p95" });
    expect(boundsOf({ goal, load })).toEqual([{ metric: "time per request", atMost: 4 }]);
  });

  it.each<[string, Partial<Goal>, Load?]>([
    ["the goal has its own", { metric: "latency p95", bounds: [requests] }, load],
    ["no other requests are sent", { metric: "latency p95" }, { probe, windowMs: 100 }],
    ["that is what is measured", { metric: "time per request" }, load],
    ["it is no server", { bounds: [{ metric: "peak memory", atMost: 2 }] }],
  ])("are those that it has, where %s", (_, changes, under) => {
    const goal = goalOf(changes);
    expect(boundsOf({ goal, ...(under && { load: under }) })).toEqual(changes.bounds ?? []);
  });
});

const memory: Bound = { metric: "peak memory", atMost: 1.5 };

describe("a bound", () => {
  it.each<[string, MetricName, Partial<Script>, Partial<Script>]>([
    ["costs no more", "allocated bytes", { counts: 4e5 }, { counts: 4e5 }],
    ["costs a little more", "allocated bytes", { counts: 4e5 }, { counts: 5e5 }],
    ["costs less", "peak memory", { peakBytes: 8e6 }, { peakBytes: 4e6 }],
    [
      "costs as much as it may, in what is exact",
      "counted operations",
      { counts: 2 },
      { counts: 3 },
    ],
    ["starts a little later", "start-up time", { startMs: 100 }, { startMs: 120 }],
  ])("is kept by a candidate that %s: %s", async (_what, metric, baseline, candidate) => {
    const goal = { bounds: [{ metric, atMost: 1.5 }] };
    const { outcome, bounds } = await gradeFake({ baseline, candidate, goal });
    expect(outcome).toMatchObject({ outcome: "passed", measurement: { metric: "cpu time" } });
    expect(bounds).toMatchObject([{ atMost: 1.5, decision: "kept", measurement: { metric } }]);
  });

  it("on operations is read from the calls that are timed anyway", async () => {
    const bounds = [{ metric: "counted operations", atMost: 1 } as const];
    const script = { counts: 2 };
    const startsOf = async (goal: Partial<Goal>) => {
      const sandbox = scripted({ baseline: script, candidate: script });
      const result = await gradeOn(sandbox, { goal });
      return { result, starts: sandbox.events.filter(({ deed }) => deed === "start").length };
    };
    const { result, starts } = await startsOf({ bounds });
    expect(result.bounds).toMatchObject([
      { decision: "kept", measurement: { metric: "counted operations", contention: 1 } },
    ]);
    expect(starts).toBe((await startsOf({})).starts);
  });

  it.each([
    ["never", 0],
    ["less often than any call must", 2],
  ])("on operations refuses a candidate that asks %s", async (_how, counts) => {
    const setting = {
      baseline: { counts: 24 },
      candidate: { counts },
      goal: { bounds: [{ metric: "counted operations", atMost: 1 } as const] },
    };
    const resource = { operation: "question", atLeast: 3 };
    const { outcome } = await gradeFake({ ...setting, resource });
    expect(outcome).toEqual({
      outcome: "refused",
      reasons: [expect.stringMatching(/^each call must ask again \(question: 3 or more\)/)],
    });
    const enough = await gradeFake({ ...setting, candidate: { counts: 3 }, resource });
    expect(enough.outcome.outcome).toBe("passed");
  });

  it("that is broken is the outcome, with the speedup and the bound", async () => {
    const sides = { baseline: { peakBytes: 4e6 }, candidate: { peakBytes: 12e6 } };
    const { outcome, bounds } = await gradeFake({ ...sides, goal: { bounds: [memory] } });
    expect(outcome).toMatchObject({
      outcome: "over a bound",
      measurement: { metric: "cpu time" },
      bound: { atMost: 1.5, decision: "broken", measurement: { metric: "peak memory" } },
    });
    expect(outcome).toHaveProperty("bound.measurement.logSpeedup.center", Math.log(1 / 3));
    expect(bounds).toHaveLength(1);
  });

  it.each<[MetricName, boolean]>([
    ["peak memory", true],
    ["live bytes", false],
    ["start-up time", false],
    ["allocated bytes", false],
  ])("on %s is measured without V8's last compiler: %s", async (metric, expected) => {
    const sandbox = scripted({});
    await gradeOn(sandbox, { goal: { bounds: [{ metric, atMost: 1.5 }] } });
    const last = sandbox.events.filter(({ deed }) => deed === "start").at(-1);
    expect(last?.program.withoutTurboFan ?? false).toBe(expected);
  });

  it("that is in doubt makes the outcome inconclusive, and the bound says why", async () => {
    const sides = { baseline: { peakBytes: 4e6 }, candidate: { peakBytes: 6e6 } };
    const { outcome, bounds } = await gradeFake({ ...sides, goal: { bounds: [memory] } });
    expect(outcome).toMatchObject({
      outcome: "inconclusive",
      reason: "too close to call",
      measurement: { metric: "cpu time" },
      bound: { decision: "inconclusive", measurement: { metric: "peak memory" } },
    });
    expect(bounds).toMatchObject([{ decision: "inconclusive" }]);
  });

  it("is not measured of a candidate that misses the target", async () => {
    const sandbox = scripted({ candidate: { cpuMs: 9 } });
    const result = await gradeOn(sandbox, { goal: { bounds: [memory] } });
    expect(result.outcome.outcome).toBe("too slow");
    expect(result).not.toHaveProperty("bounds");
    expect(sandbox.events.some(({ deed }) => deed === "tell memory")).toBe(false);
  });

  it("is the last that is measured when it is not kept", async () => {
    const bounds: Bound[] = [
      { metric: "allocated bytes", atMost: 1.5 },
      { metric: "peak memory", atMost: 1.5 },
      { metric: "live bytes", atMost: 1.5 },
    ];
    const sides = { baseline: { peakBytes: 4e6 }, candidate: { peakBytes: 12e6 } };
    const result = await gradeFake({ ...sides, goal: { bounds, growth: { below: 1.5, size: 4 } } });
    expect(
      result.bounds?.map(({ measurement, decision }) => [measurement.metric, decision]),
    ).toEqual([
      ["allocated bytes", "kept"],
      ["peak memory", "broken"],
    ]);
    expect(result).not.toHaveProperty("growth");
  });
});

/** A call that takes longer with the length of its list: 1 ms at the size that is timed. */
function growing(exponent: number): Script["cpuMs"] {
  return ([list]) => ((list as number[]).length / sumExercise.input.sizes.time) ** exponent;
}

describe("growth", () => {
  const growth = { below: 1.5, size: 64 };
  const largest = 512;

  it("within the limit passes, and the result says how fast it is", async () => {
    const result = await gradeFake({ candidate: { cpuMs: growing(1.1) }, goal: { growth } });
    expect(result.outcome.outcome).toBe("passed");
    expect(result.growth?.exponent).toBeCloseTo(1.1, 9);
    expect(result.growth).toMatchObject({ below: 1.5, grows: "within the limit" });
  });

  it("beyond the limit is the outcome, however large the speedup", async () => {
    const setting = { baseline: { cpuMs: 1000 }, candidate: { cpuMs: growing(2) } };
    const result = await gradeFake({ ...setting, goal: { growth } });
    expect(result.outcome).toMatchObject({
      outcome: "grows too fast",
      measurement: { metric: "cpu time" },
      growth: { below: 1.5, grows: "too fast" },
    });
    expect(result.growth?.exponent).toBeCloseTo(2, 9);
  });

  it("comes with the bounds that were kept before", async () => {
    const goal = { growth, bounds: [memory] };
    for (const exponent of [1, 2]) {
      const result = await gradeFake({ candidate: { cpuMs: growing(exponent) }, goal });
      expect(result.bounds).toMatchObject([{ decision: "kept" }]);
      expect(result).toHaveProperty("growth");
    }
  });

  it("is not measured of a candidate that misses the target", async () => {
    const result = await gradeFake({ candidate: { cpuMs: 9 }, goal: { growth } });
    expect(result.outcome.outcome).toBe("too slow");
    expect(result).not.toHaveProperty("growth");
  });

  const sizes = [64, 128, 256, largest];

  it.each([
    ["fast answers all that it compares", 1, 24],
    ["slow answers one input of each size", 500, 4],
    ["that takes some time answers some", 40, 11],
  ])("is measured of the candidate alone: a baseline %s", async (_what, cpuMs, answered) => {
    const sandbox = scripted({ baseline: { cpuMs }, candidate: { cpuMs: growing(1) } });
    await gradeOn(sandbox, { goal: { growth, target: 1e-6 } });
    const runs = sandbox.events.filter(({ deed }) => deed === "run");
    const beyond = runs.filter((run) => (lengthOf(run) ?? 0) >= growth.size);
    const ofBaseline = beyond.filter(({ side }) => side === "baseline");
    expect(ofBaseline.map(({ inputs }) => inputs.length)).toEqual(Array(answered).fill(1));
    expect(ofBaseline.slice(0, 4).map(lengthOf).sort()).toEqual([...sizes].sort());
    expect(new Set(beyond.map(lengthOf))).toEqual(new Set(sizes));
  });

  it.each([
    ["from its 10th run on at a size", (nth: number) => nth >= 10],
    ["in the process that is measured", () => true],
  ])("is no use to a candidate that answers nothing %s", async (_when, skips) => {
    const seen = new Map<number, number>();
    const answer: Script["answer"] = ([list], { worker }) => {
      const { length } = list as number[];
      const nth = (seen.get(length) ?? 0) + 1;
      seen.set(length, nth);
      return length >= growth.size && worker > 1 && skips(nth) ? 0 : sumOf([list]);
    };
    const setting = { candidate: { answer, cpuMs: growing(1) }, goal: { growth } };
    expect((await gradeFake(setting)).outcome.outcome).toBe("wrong answer");
  });

  const lengthOf = ({ inputs: [input] }: Event) =>
    input && (decode(input) as [list: number[]])[0].length;

  it("is no use to a candidate that is wrong only at the largest size", async () => {
    const answer: Script["answer"] = ([list]) =>
      (list as number[]).length === largest ? -1 : sumOf([list]);
    const setting = { candidate: { answer, cpuMs: growing(1) }, goal: { growth } };
    expect((await gradeFake(setting)).outcome).toMatchObject({
      outcome: "wrong answer",
      on: `a timed input of size ${largest}`,
      actual: "-1",
    });
    expect((await gradeFake({ ...setting, goal: {} })).outcome.outcome).toBe("passed");
  });

  it.each(["baseline", "candidate"] as const)(
    "leaves no process behind when the %s fails at it",
    async (side) => {
      const failure: Failure = { kind: "timed out", during: "a call", seconds: 10 };
      const fail: Script["fail"] = ({ deed, calls }) =>
        deed === "run" && (calls[0]?.[0] as unknown[])?.length === largest ? failure : undefined;
      const sides = { baseline: {}, candidate: { cpuMs: growing(1) } };
      const sandbox = scripted({ ...sides, [side]: { ...sides[side], fail } });
      const grading = gradeOn(sandbox, { goal: { growth } });
      if (side === "baseline") await expect(grading).rejects.toThrow(WorkerFailed);
      else expect((await grading).outcome).toMatchObject({ outcome: "timed out", seconds: 10 });
      expect(sandbox.running()).toBe(0);
    },
  );
});

/** The three conditions of a goal, and what may come of each. */
const speeds = { met: 1, "in doubt": 5, missed: 9 } as const;
const peaks = { kept: 4e6, "in doubt": 6e6, broken: 12e6 } as const;
const exponents = { "within its limit": 1.1, "too fast": 2 } as const;

type Speed = keyof typeof speeds;
type Peak = keyof typeof peaks;
type Exponent = keyof typeof exponents;

/** The outcome of every combination; that of a bound in doubt has the bound. */
const combinations: [Speed, Peak, Exponent, string][] = [
  ["met", "kept", "within its limit", "passed"],
  ["met", "kept", "too fast", "grows too fast"],
  ["met", "in doubt", "within its limit", "inconclusive: bound"],
  ["met", "in doubt", "too fast", "grows too fast"],
  ["met", "broken", "within its limit", "over a bound"],
  ["met", "broken", "too fast", "over a bound"],
  ["in doubt", "kept", "within its limit", "inconclusive: target"],
  ["in doubt", "kept", "too fast", "grows too fast"],
  ["in doubt", "in doubt", "within its limit", "inconclusive: target"],
  ["in doubt", "in doubt", "too fast", "grows too fast"],
  ["in doubt", "broken", "within its limit", "over a bound"],
  ["in doubt", "broken", "too fast", "over a bound"],
  ["missed", "kept", "within its limit", "too slow"],
  ["missed", "kept", "too fast", "too slow"],
  ["missed", "in doubt", "within its limit", "too slow"],
  ["missed", "in doubt", "too fast", "too slow"],
  ["missed", "broken", "within its limit", "too slow"],
  ["missed", "broken", "too fast", "too slow"],
];

describe("what is clear decides, and not what is in doubt:", () => {
  const grown = (cpuMs: number, exponent: number): Script["cpuMs"] => {
    const factor = growing(exponent) as (args: readonly unknown[], worker: number) => number;
    return (args, worker) => cpuMs * factor(args, worker);
  };

  const gradeCombination = (speed: Speed, peak: Peak, exponent: Exponent) =>
    gradeFake({
      baseline: { peakBytes: peaks.kept },
      candidate: { peakBytes: peaks[peak], cpuMs: grown(speeds[speed], exponents[exponent]) },
      goal: { bounds: [memory], growth: { below: 1.5, size: 64 } },
    });

  it.each(combinations)(
    "speed %s, bound %s, growth %s: %s",
    async (speed, peak, exponent, name) => {
      const result = await gradeCombination(speed, peak, exponent);
      const { outcome } = result;
      const doubt = "bound" in outcome && outcome.bound !== undefined ? "bound" : "target";
      const found = outcome.outcome === "inconclusive" ? `inconclusive: ${doubt}` : outcome.outcome;
      expect(found).toBe(name);
      const said = `${explainOutcome(result)} ${nextStep(result, "src")}`;
      if (speed !== "met") expect(said).not.toContain("target is met");
      expect(/whether that meets the target of 2x can't be told/.test(said)).toBe(
        speed === "in doubt" && ["over a bound", "grows too fast"].includes(outcome.outcome),
      );
    },
  );

  it("a candidate that fails on large inputs is said to fail there, and where it was", async () => {
    const stack = "    at grow (file:///t/candidate/index.ts:3:1)";
    const fail: Script["fail"] = ({ deed, calls }) =>
      deed === "run" && (calls[0]?.[0] as unknown[])?.length === 512
        ? { kind: "timed out", during: "a call", seconds: 10, stack }
        : undefined;
    for (const cpuMs of [1, 5]) {
      const goal = { growth: { below: 1.5, size: 64 } };
      const result = await gradeFake({ candidate: { cpuMs, fail }, goal });
      expect(result.outcome).toMatchObject({
        outcome: "timed out",
        on: "inputs of up to size 512, which show its growth",
        stack,
      });
    }
  });
});

describe("a candidate that waits", () => {
  it.each<[string, Partial<Script>, Partial<Script>, MetricName, string]>([
    [
      "all the time that the baseline works",
      {},
      { cpuMs: 0.5, waitMs: 9.5 },
      "wall time",
      "too slow",
    ],
    ["for a short time", {}, { cpuMs: 0.5, waitMs: 0.5 }, "wall time", "passed"],
    ["as much as the baseline does", { waitMs: 30 }, { waitMs: 3 }, "cpu time", "passed"],
    ["for a small share of its time", {}, { waitMs: 0.3 }, "cpu time", "passed"],
    [
      "for a CPU only",
      {},
      { wallPerCpu: 5, read: (truth) => ({ ...truth, queuedMs: truth.cpuMs * 4 }) },
      "cpu time",
      "passed",
    ],
  ])("%s is judged by the right clock", async (_what, baseline, candidate, metric, outcome) => {
    const result = await gradeFake({ baseline, candidate });
    expect(result.outcome).toMatchObject({ outcome, measurement: { metric } });
  });

  it("is told that the clock was another than the exercise's, and why", async () => {
    const candidate = { cpuMs: 0.5, waitMs: 9.5 };
    const result = await gradeFake({ candidate });
    expect(explainClock(result)).toMatch(/^this version waits 95 % of the time.*wall time/);
    expect(explainClock(await gradeFake({}))).toBeUndefined();
  });

  it("is measured by the exercise's own metric where that is not CPU time", async () => {
    const goal = { metric: "counted operations" as const };
    const sides = { baseline: { counts: 8 }, candidate: { counts: 1, waitMs: 9 } };
    const result = await gradeFake({ ...sides, goal });
    expect(result.outcome).toMatchObject({
      outcome: "passed",
      measurement: { metric: goal.metric },
    });
  });
});

describe("a side that can't be measured", () => {
  /** Clocks that go wrong after the process whose answers are checked. */
  const read: Script["read"] = (truth, { worker }) =>
    worker === 1 ? truth : { ...truth, cpuMs: -3 };

  it("is refused when it is the candidate, and it is said why", async () => {
    expect((await gradeFake({ candidate: { read } })).outcome).toEqual({
      outcome: "refused",
      reasons: ["it can't be measured: its CPU time reads -3 ms"],
    });
  });

  it("is for the user to fix when it is the baseline, and it is said how", async () => {
    const sandbox = scripted({ baseline: { read } });
    const grading = gradeOn(sandbox);
    await expect(grading).rejects.toThrow(SetupError);
    await expect(grading).rejects.toMatchObject({
      message: "this machine's clocks can't be trusted: of the baseline, its CPU time reads -3 ms",
      next: expect.stringContaining("npm run doctor"),
    });
    expect(sandbox.running()).toBe(0);
  });
});

describe("how long measuring goes on", () => {
  const forksOf = async (setting: Setting) => measurementOf(await gradeFake(setting)).forks.length;

  it.each([
    ["quick", quick, 2, 10],
    ["thorough", thorough, 6, 40],
  ])("is up to the schedule: %s", async (_name, schedule, clear, open) => {
    expect(await forksOf({ schedule })).toBe(clear);
    expect(await forksOf({ baseline: { cpuMs: 2 }, candidate: { cpuMs: 1 }, schedule })).toBe(open);
  });

  it.each([
    { name: "quick", schedule: quick, most: 8 },
    { name: "quick", schedule: quick, seconds: 16, most: 16 },
    { name: "quick", schedule: quick, seconds: 10, most: 10 },
    { name: "thorough", schedule: thorough, most: 90 },
    { name: "thorough", schedule: thorough, seconds: 4, most: 45 },
  ])(
    "ends after $most s for a $name grading when the goal's seconds are $seconds",
    async ({ schedule, seconds, most }) => {
      const open = {
        baseline: { cpuMs: 2, startMs: 1000 },
        candidate: { cpuMs: 1, startMs: 1000 },
      };
      const goal = seconds === undefined ? {} : { seconds };
      const measurement = measurementOf(await gradeFake({ ...open, goal, schedule }));
      const secondsPerFork = measurement.seconds / measurement.forks.length;
      expect(measurement.seconds).toBeLessThanOrEqual(most);
      expect(measurement.seconds + secondsPerFork).toBeGreaterThan(most);
    },
  );

  it.each([
    { what: "nothing else", goal: {} },
    { what: "one bound", goal: { bounds: [memory] } },
    {
      what: "bounds and growth, and more seconds than usual",
      goal: {
        seconds: 24,
        bounds: [memory, { metric: "start-up time", atMost: 1.01 } as Bound],
        growth: { below: 1.5, size: 64 },
      },
    },
  ])("is 90 s at most for a thorough grading in doubt, all in all: $what", async ({ goal }) => {
    const startMs = 300;
    const setting = {
      baseline: { cpuMs: 2, startMs, peakBytes: 4e6 },
      candidate: { cpuMs: growing(1), startMs, peakBytes: 6e6 },
      goal,
      schedule: thorough,
    };
    const sandbox = scripted(setting);
    const result = await gradeOn(sandbox, setting);
    expect(result.outcome.outcome).toBe("inconclusive");
    // Checking the answers, and growth, come before and after.
    expect(sandbox.now()).toBeLessThan(90_000 + 5 * startMs);
    for (const { measurement } of result.bounds ?? []) {
      expect(measurement.forks.length).toBeGreaterThanOrEqual(3);
    }
  });

  it.each([10_000, 20_000])(
    "gives a thorough grading as many forks as any verdict needs, when a start takes %d ms",
    async (startMs) => {
      const setting = {
        baseline: { cpuMs: 2, startMs },
        candidate: { startMs },
        schedule: thorough,
      };
      expect(await forksOf(setting)).toBe(Math.max(3, Math.floor(90_000 / (2 * startMs))));
    },
  );

  it("is not lost on the CPU's clock for a candidate that waits", async () => {
    const setting = { candidate: { cpuMs: 5, waitMs: 20 }, schedule: thorough };
    const sandbox = scripted(setting);
    const result = await gradeOn(sandbox, setting);
    const pairs = sandbox.events.filter(({ deed }) => deed === "start").length / 2 - 1;
    const wall = measurementOf(result);
    expect(wall.metric).toBe("wall time");
    expect(pairs - wall.forks.length).toBe(thorough.fewestForks);
  });

  it("is for each bound what it is for the goal", async () => {
    const startMs = 1000;
    const sides = { baseline: { startMs, peakBytes: 4e6 }, candidate: { startMs, peakBytes: 6e6 } };
    const secondsOf = async (seconds: number) => {
      const { bounds } = await gradeFake({ ...sides, goal: { seconds, bounds: [memory] } });
      return bounds?.[0]?.measurement.seconds;
    };
    expect(await secondsOf(60)).toBeGreaterThan(50);
    expect(await secondsOf(60)).toBeLessThanOrEqual(60);
    expect(await secondsOf(30)).toBeLessThanOrEqual(30);
  });
});
