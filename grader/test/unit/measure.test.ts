import { describe, expect, it } from "vitest";
import type { Exercise } from "../../src/contract/index.ts";
import { InputPool } from "../../src/engine/inputs/pool.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { batchSchedule } from "../../src/engine/measurement/batch-schedule.ts";
import type { NotMeasured } from "../../src/engine/measurement/fork.ts";
import { type MeasureRequest, measure } from "../../src/engine/measurement/measure.ts";
import {
  type Measurement,
  speedupOf,
  summarize,
} from "../../src/engine/measurement/measurement.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import {
  type Failure,
  type Side,
  type Timing,
  WorkerFailed,
} from "../../src/engine/sandbox/sandbox.ts";
import { decide } from "../../src/engine/verdict/decide.ts";
import { sumExercise, sumOf } from "../support/example-exercise.ts";
import {
  type Event,
  type FakeSandbox,
  fakeSandbox,
  type Moment,
  type Script,
} from "../support/fake-sandbox.ts";
import { measured } from "../support/measured.ts";

const sides = ["baseline", "candidate"] as const;

/** A sandbox whose two sides answer right and take this long. */
function timed(baseline: Partial<Script>, candidate: Partial<Script>, seed?: number): FakeSandbox {
  const script = { answer: sumOf, cpuMs: 10 };
  return fakeSandbox(
    { baseline: { ...script, ...baseline }, candidate: { ...script, ...candidate } },
    seed,
  );
}

/** Measures until the most forks are done, unless the request says otherwise. */
function measureOn(
  sandbox: FakeSandbox,
  request: Partial<MeasureRequest> = {},
  exercise: Exercise = sumExercise,
): Promise<Measurement> {
  return measured(tryToMeasure(sandbox, request, exercise));
}

function tryToMeasure(
  sandbox: FakeSandbox,
  request: Partial<MeasureRequest> = {},
  exercise: Exercise = sumExercise,
): Promise<Measurement | NotMeasured> {
  return measure({
    metric: metrics["cpu time"],
    pool: new InputPool(exercise, new InputShelf("/unused", "/unused"), 1),
    start: (side, cpu) =>
      sandbox.start({ ...program(side), ...(cpu === undefined ? {} : { cpu }) }),
    cpus: [],
    schedule: quick,
    mayChangeInput: false,
    isDecided: () => false,
    checkAnswers: () => undefined,
    now: sandbox.now,
    ...request,
  });
}

const program = (side: Side) => ({
  side,
  module: `/${side}/index.ts`,
  entry: "sum",
  kind: "function" as const,
  sources: new Map(),
  modules: [],
  readable: [],
  limits: { seconds: 1, heapMegabytes: 1, processMegabytes: 1 },
});

/** The runs of one worker, by its number from 1: only those that were timed have answers collected. */
function runsOf(sandbox: FakeSandbox, side: Side, worker = 1) {
  const own = sandbox.events.filter((event) => event.side === side && event.worker === worker);
  const runs = own.filter(({ deed }) => deed === "run");
  const timedRuns = own.filter(({ deed }) => deed === "collect").length;
  return { warmUp: runs.slice(0, -timedRuns), batches: runs.slice(-timedRuns) };
}

const batchesOf = (...of: Parameters<typeof runsOf>) => runsOf(...of).batches;

const warmUpOf = (sandbox: FakeSandbox, side: Side) => runsOf(sandbox, side).warmUp;

const textsOf = ({ inputs }: Event) => inputs.map((input) => input.toString("latin1"));

describe("a measured speedup", () => {
  it.each([
    [8, 2],
    [10, 10],
    [3, 7.5],
    [0.2, 0.001],
    [400, 0.5],
  ])("is the ratio of the sides' CPU times: %d ms against %d ms", async (baseline, candidate) => {
    const measurement = await measureOn(timed({ cpuMs: baseline }, { cpuMs: candidate }));
    expect(speedupOf(measurement).estimate).toBeCloseTo(baseline / candidate, 9);
  });

  it("is found within its interval when the times are noisy", async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const noisy = timed({ cpuMs: 12, spread: 0.1 }, { cpuMs: 4, spread: 0.1 }, seed);
      const { estimate, low, high } = speedupOf(await measureOn(noisy));
      expect(estimate / 3).toBeCloseTo(1, 1);
      expect(low).toBeLessThan(3);
      expect(high).toBeGreaterThan(3);
    }
  });

  it("has a wider interval when forks disagree", async () => {
    const quiet = await measureOn(timed({ spread: 0.01 }, { spread: 0.01 }));
    const noisy = await measureOn(timed({ spread: 0.8 }, { spread: 0.8 }));
    expect(noisy.logSpeedup.halfWidth).toBeGreaterThan(quiet.logSpeedup.halfWidth);
  });

  it("is not moved by a few wild batches", async () => {
    let batch = 0;
    const disturbed = timed({ cpuMs: 8 }, { cpuMs: 2 });
    const start: MeasureRequest["start"] = async (side) => {
      const worker = await disturbed.start(program(side));
      const run = async (passes?: number) => {
        const timing = await worker.run(passes);
        return batch++ % 5 === 0 ? { ...timing, cpuMs: timing.cpuMs * 50 } : timing;
      };
      return { ...methodsOf(worker), run };
    };
    const measurement = await measureOn(disturbed, { start });
    expect(speedupOf(measurement).estimate).toBeCloseTo(4, 9);
  });

  it("comes with the cost of a call on both clocks and the time that measuring took", async () => {
    const sandbox = timed({ cpuMs: 8, wallPerCpu: 1.25 }, { cpuMs: 2, wallPerCpu: 1.25 });
    const measurement = await measureOn(sandbox);
    expect(measurement.perCall.baseline.cpuMs).toBeCloseTo(8, 9);
    expect(measurement.perCall.baseline.wallMs).toBeCloseTo(10, 9);
    expect(measurement.perCall.candidate.cpuMs).toBeCloseTo(2, 9);
    expect(measurement.seconds).toBeCloseTo(sandbox.now() / 1000, 9);
  });

  it("has a wider interval, not another centre, on a contended machine", async () => {
    const quiet = await measureOn(timed({ cpuMs: 8 }, { cpuMs: 2 }));
    const busy = await measureOn(timed({ cpuMs: 8, wallPerCpu: 2 }, { cpuMs: 2, wallPerCpu: 2 }), {
      now: () => 0,
    });
    expect(quiet.contention).toBeCloseTo(1, 9);
    expect(busy.contention).toBeCloseTo(2, 9);
    expect(busy.logSpeedup.center).toBeCloseTo(quiet.logSpeedup.center, 9);
    expect(busy.logSpeedup.halfWidth).toBeGreaterThan(quiet.logSpeedup.halfWidth + 0.1);
  });

  it("can be summed up again from its forks", async () => {
    const measurement = await measureOn(timed({ spread: 0.1 }, { spread: 0.1 }));
    expect(summarize(metrics["cpu time"], measurement.forks, measurement.seconds)).toEqual(
      measurement,
    );
  });

  it("is passed for a candidate too fast for a clock that ticks every 15.6 ms", async () => {
    const sandbox = timed({ cpuMs: 100 }, { cpuMs: 0.001 });
    const start: MeasureRequest["start"] = async (side) => {
      const worker = await sandbox.start(program(side));
      let total = 0;
      const run = async (passes?: number) => {
        const { cpuMs, wallMs } = await worker.run(passes);
        const before = ticksIn(total);
        total += cpuMs;
        return { cpuMs: (ticksIn(total) - before) * tickMs, wallMs };
      };
      return { ...methodsOf(worker), run };
    };
    const measurement = await measureOn(sandbox, { start });
    expect(measurement.logSpeedup.halfWidth).not.toBeNaN();
    expect(decide(measurement, 2).decision).toBe("passed");
  });
});

/** What Windows counts CPU time in. */
const tickMs = 15.625;

const ticksIn = (ms: number) => Math.floor(ms / tickMs);

/** A worker's methods as an object that can be spread. */
function methodsOf(worker: Awaited<ReturnType<MeasureRequest["start"]>>) {
  return {
    startUp: worker.startUp,
    address: worker.address,
    liveBytes: worker.liveBytes.bind(worker),
    memory: worker.memory.bind(worker),
    usage: worker.usage.bind(worker),
    queued: worker.queued.bind(worker),
    leftovers: worker.leftovers.bind(worker),
    deliver: worker.deliver.bind(worker),
    run: worker.run.bind(worker),
    collect: worker.collect.bind(worker),
    record: worker.record.bind(worker),
    finishRecording: worker.finishRecording.bind(worker),
    hold: worker.hold.bind(worker),
    release: worker.release.bind(worker),
    hasPrinted: worker.hasPrinted.bind(worker),
    stop: worker.stop.bind(worker),
  };
}

describe("the number of forks", () => {
  const untilDecided = {
    isDecided: (soFar: Measurement, margin: number) =>
      decide(soFar, 4, margin).decision !== "inconclusive",
  };

  it.each([
    ["passes", 16],
    ["fails", 1],
  ])("is the fewest when the candidate clearly %s", async (_how, speedup) => {
    const { forks } = await measureOn(timed({ cpuMs: 8 }, { cpuMs: 8 / speedup }), untilDecided);
    expect(forks).toHaveLength(quick.fewestClearForks);
  });

  it("is the most when the verdict stays open", async () => {
    const { forks } = await measureOn(timed({ cpuMs: 8 }, { cpuMs: 2 }), untilDecided);
    expect(forks).toHaveLength(quick.mostForks);
  });

  it("is one that decides, when a few more forks than the fewest do", async () => {
    const sandbox = timed({ cpuMs: 8 }, { cpuMs: 8 / (4 * Math.exp(0.12)) });
    const { forks } = await measureOn(sandbox, untilDecided);
    expect(forks.length).toBeGreaterThan(quick.fewestForks);
    expect(forks.length).toBeLessThan(quick.mostForks);
  });

  it("ends with the time, starts of processes included", async () => {
    const startMs = quick.budgetMs / 16;
    const { forks, seconds } = await measureOn(timed({ startMs }, { startMs }));
    expect(forks.length).toBeGreaterThan(quick.fewestForks);
    expect(seconds * 1000).toBeLessThanOrEqual(quick.budgetMs);
    expect((seconds * 1000 * (forks.length + 1)) / forks.length).toBeGreaterThan(quick.budgetMs);
  });

  it("is never less than the fewest, not even when time is up at once", async () => {
    const startMs = 2 * quick.budgetMs;
    const { forks } = await measureOn(timed({ startMs }, { startMs }));
    expect(forks).toHaveLength(quick.fewestForks);
  });

  it.each([
    [1, 3000, 1],
    [1, 1000, 1],
    [1, 10, 3],
  ])(
    "is %d at least where that is enough: %d ms a start, %d forks",
    async (leastForks, startMs, forks) => {
      const sandbox = timed({ startMs }, { startMs });
      const schedule = {
        fewestForks: 3,
        fewestClearForks: 3,
        mostForks: 3,
        leastForks,
        budgetMs: 3000,
      };
      expect((await measureOn(sandbox, { schedule })).forks).toHaveLength(forks);
    },
  );

  it("is announced before each fork, out of the most", async () => {
    const announced: [number, number][] = [];
    const onFork = (done: number, most: number) => announced.push([done, most]);
    await measureOn(timed({ cpuMs: 8 }, { cpuMs: 1 }), { ...untilDecided, onFork });
    expect(announced).toEqual([0, 1].map((done) => [done, quick.mostForks]));
  });
});

describe("the processes of a fork", () => {
  it("are a fresh pair each time, stopped when the fork is over", async () => {
    const sandbox = timed({}, {});
    const { forks } = await measureOn(sandbox);
    const running: number[] = [];
    sandbox.events.reduce((count, { deed }) => {
      const now = count + Number(deed === "start") - Number(deed === "stop");
      running.push(now);
      return now;
    }, 0);
    expect(sandbox.events.filter(({ deed }) => deed === "start")).toHaveLength(2 * forks.length);
    expect(Math.max(...running)).toBe(2);
    expect(sandbox.running()).toBe(0);
  });

  it("share one CPU, and forks take the CPUs in turn", async () => {
    const sandbox = timed({}, {});
    const { forks } = await measureOn(sandbox, { cpus: [4, 7, 9] });
    expect(forks.slice(0, 5).map(({ cpu }) => cpu)).toEqual([4, 7, 9, 4, 7]);
    for (const { deed, worker, program } of sandbox.events) {
      if (deed === "start") expect(program.cpu).toBe(forks[worker - 1]?.cpu);
    }
  });

  it("are not pinned where that is impossible", async () => {
    const sandbox = timed({}, {});
    const { forks } = await measureOn(sandbox);
    expect(forks.every(({ cpu }) => cpu === undefined)).toBe(true);
    expect(sandbox.events.some(({ program }) => "cpu" in program)).toBe(false);
  });

  const threw: Failure = {
    kind: "threw",
    during: "a call",
    error: { name: "Error", message: "no", stack: "" },
  };
  const moments = [
    ["at its start", { deed: "start", nth: 1, worker: 1 }],
    ["at the start of a later fork", { deed: "start", nth: 1, worker: 3 }],
    ["in the warm-up", { deed: "run", nth: 1, worker: 1 }],
    ["in a timed batch", { deed: "run", nth: 12, worker: 2 }],
    ["when inputs are delivered", { deed: "deliver", nth: 3, worker: 1 }],
    ["when answers are collected", { deed: "collect", nth: 2, worker: 1 }],
  ] as const;

  it.each(sides.flatMap((side) => moments.map(([when, at]) => ({ side, when, at }))))(
    "are both stopped when the $side fails $when",
    async ({ side, at }) => {
      const script: Partial<Script> = {
        fail: ({ deed, nth, worker }) =>
          deed === at.deed && nth === at.nth && worker === at.worker ? threw : undefined,
      };
      const sandbox = timed(side === "baseline" ? script : {}, side === "candidate" ? script : {});
      await expect(measureOn(sandbox)).rejects.toEqual(new WorkerFailed(side, threw));
      expect(sandbox.running()).toBe(0);
      expect(sandbox.events.filter(({ deed }) => deed === "start")).toHaveLength(2 * at.worker);
    },
  );

  it("are both stopped when an answer is wrong", async () => {
    const sandbox = timed({}, {});
    const mistake = { kind: "not plain data", what: "a promise" } as const;
    const checkAnswers = () => mistake;
    expect(await tryToMeasure(sandbox, { checkAnswers })).toEqual({
      state: "wrong",
      mistake,
      input: expect.any(Buffer),
    });
    expect(sandbox.running()).toBe(0);
  });
});

describe("the schedule of a fork", () => {
  it.each([
    [1, batchSchedule.mostPairs],
    [20, 8],
    [80, batchSchedule.fewestPairs],
    [150, 4],
    [1500, batchSchedule.fewestSlowPairs],
  ])("has fewer pairs when a call takes long: %d ms", async (cpuMs, pairs) => {
    const { forks } = await measureOn(timed({ cpuMs }, { cpuMs }));
    expect(forks.map((fork) => fork.pairs.length)).toEqual(forks.map(() => pairs));
  });

  it("measures pairs in the order ABBA, and the other way round in the next fork", async () => {
    const sandbox = timed({}, {});
    await measureOn(sandbox);
    const firstSides = (fork: number) => {
      const batches = sides.flatMap((side) => batchesOf(sandbox, side, fork));
      const inTime = batches.sort((a, b) => sandbox.events.indexOf(a) - sandbox.events.indexOf(b));
      const first = inTime.filter((_, index) => index % 2 === 0);
      expect(new Set(inTime.slice(0, 2).map(({ side }) => side)).size).toBe(2);
      return first.map(({ side }) => side[0]).join("");
    };
    expect(firstSides(1)).toBe("bccb".repeat(batchSchedule.mostPairs / 4));
    expect(firstSides(2)).toBe("cbbc".repeat(batchSchedule.mostPairs / 4));
    expect(firstSides(3)).toBe(firstSides(1));
  });

  it.each(["baseline", "candidate"] as const)(
    "finds the %s held in each run of the other",
    async (side) => {
      const sandbox = timed({ cpuMs: 8 }, { cpuMs: 2 });
      await measureOn(sandbox);
      let held = 0;
      for (const event of sandbox.events) {
        if (event.side === side && event.deed === "hold") held++;
        if (event.side === side && event.deed === "release") held--;
        if (event.deed === "run") expect(held).toBe(event.side === side ? 0 : 1);
      }
      expect(held).toBe(0);
    },
  );

  it("is fair to a machine that slows down all the time", async () => {
    const sandbox = timed({}, {});
    let batch = 0;
    const start: MeasureRequest["start"] = async (side) => {
      const worker = await sandbox.start(program(side));
      const run = async (passes?: number) => {
        const { cpuMs, wallMs } = await worker.run(passes);
        const slower = 1.01 ** batch++;
        return { cpuMs: cpuMs * slower, wallMs: wallMs * slower };
      };
      return { ...methodsOf(worker), run };
    };
    const { logSpeedup } = await measureOn(sandbox, { start });
    expect(Math.abs(logSpeedup.center)).toBeLessThan(0.005);
  });

  it.each([
    { cpuMs: 40, calls: 1 },
    { cpuMs: 5, calls: 1 },
    { cpuMs: 4.9, calls: 2 },
    { cpuMs: 0.5, calls: 10 },
    { cpuMs: 0.001, calls: batchSchedule.mostCalls },
  ])("gives a side of $cpuMs ms per call batches of $calls", async ({ cpuMs, calls }) => {
    const sandbox = timed({ cpuMs: 10 }, { cpuMs });
    const { forks } = await measureOn(sandbox);
    for (const { pairs } of forks) {
      for (const pair of pairs) expect(pair.candidate.calls).toBe(calls);
    }
    for (const batch of batchesOf(sandbox, "baseline")) expect(batch.inputs).toHaveLength(1);
    for (const batch of batchesOf(sandbox, "candidate")) expect(batch.inputs).toHaveLength(calls);
  });

  it.each([
    ["slow", 400],
    ["fast", 0.5],
    ["too fast for the clock", 1e-9],
  ])("warms up a side that is %s, before anything is measured", async (_how, cpuMs) => {
    const sandbox = timed({ cpuMs }, { cpuMs });
    await measureOn(sandbox);
    for (const side of sides) {
      const warmUp = warmUpOf(sandbox, side);
      const spent = warmUp.reduce((sum, run) => sum + Math.max(run.cpuMs, 0.05), 0);
      expect(spent).toBeGreaterThanOrEqual(batchSchedule.warmUpMs);
      // One call first, because it may be a slow one.
      expect(warmUp[0]?.inputs).toHaveLength(1);
    }
  });

  it("warms up with as many slow calls as there is time for", async () => {
    const sandbox = timed({ cpuMs: 10, waitMs: 240 }, { cpuMs: 10, waitMs: 90 });
    await measureOn(sandbox);
    const callsOf = (side: Side) =>
      warmUpOf(sandbox, side)
        .map(({ inputs }) => inputs.length)
        .filter((calls) => calls > 0);
    expect(callsOf("baseline")).toEqual([1, 1]);
    expect(callsOf("candidate")).toEqual([1, 4]);
  });

  it("warms up in ever longer runs, none of which takes more than about a third of it", async () => {
    const sandbox = timed({ cpuMs: 0.1 }, { cpuMs: 0.1 });
    await measureOn(sandbox);
    const runs = warmUpOf(sandbox, "baseline").map(({ cpuMs }) => cpuMs);
    expect(Math.max(...runs)).toBeLessThanOrEqual(batchSchedule.warmUpMs / 3 + 1);
    expect(runs[1]).toBeGreaterThan(runs[0] ?? Number.NaN);
    expect(runs.length).toBeLessThan(15 + batchSchedule.emptyBatches);
  });

  it("delivers warm-up inputs anew before each run where calls may change them", async () => {
    const sandbox = timed({ cpuMs: 1 }, { cpuMs: 1 });
    await measureOn(sandbox, { mayChangeInput: true });
    const own = sandbox.events.filter(({ side, worker }) => side === "candidate" && worker === 1);
    const runs = own.filter(({ deed, inputs }) => deed === "run" && inputs.length > 0);
    expect(runs.every(({ passes }) => passes === 1)).toBe(true);
    for (const run of runs) expect(own[own.indexOf(run) - 1]?.deed).toBe("deliver");
  });
});

describe("what a batch costs besides its calls", () => {
  it("is not counted: the speedup of a very fast candidate is what it is", async () => {
    const sandbox = timed({ cpuMs: 2, batchCpuMs: 0.1 }, { cpuMs: 0.002, batchCpuMs: 0.1 });
    const { logSpeedup } = await measureOn(sandbox);
    expect(Math.exp(logSpeedup.center)).toBeCloseTo(1000, 6);
  });

  it("would be a large part of it", async () => {
    const sandbox = timed({ cpuMs: 2 }, { cpuMs: 0.002 + 0.1 / batchSchedule.mostCalls });
    const { logSpeedup } = await measureOn(sandbox);
    expect(Math.exp(logSpeedup.center)).toBeLessThan(900);
  });
});

describe("the inputs of a fork", () => {
  it("are never timed twice, and never those of the warm-up", async () => {
    const sandbox = timed({ cpuMs: 0.3 }, { cpuMs: 0.05 });
    await measureOn(sandbox);
    for (const side of sides) {
      const timedInputs = batchesOf(sandbox, side).flatMap(textsOf);
      const warmUp = new Set(warmUpOf(sandbox, side).flatMap(textsOf));
      expect(timedInputs.length).toBeGreaterThan(batchSchedule.mostPairs);
      expect(new Set(timedInputs).size).toBe(timedInputs.length);
      expect(timedInputs.filter((input) => warmUp.has(input))).toEqual([]);
    }
  });

  it("are the same for both sides, as far as a slower side gets: any of the faster one's", async () => {
    const sandbox = timed({ cpuMs: 1 }, { cpuMs: 0.2 });
    await measureOn(sandbox);
    const [baseline, candidate] = sides.map((side) => batchesOf(sandbox, side).map(textsOf));
    const positions = (baseline ?? []).flatMap((inputs, pair) => {
      const all = candidate?.[pair] ?? [];
      expect(inputs).toHaveLength(5);
      expect(all).toHaveLength(25);
      return inputs.map((input) => all.indexOf(input));
    });
    expect(positions).not.toContain(-1);
    // Nobody can know which answers are compared.
    expect(new Set(positions).size).toBeGreaterThan(12);
  });

  it("are the same in every fork, each of which is a new process", async () => {
    const sandbox = timed({}, {});
    await measureOn(sandbox);
    const inputsOf = (fork: number) => batchesOf(sandbox, "candidate", fork).map(textsOf);
    expect(inputsOf(2)).toEqual(inputsOf(1));
  });

  it("have their answers checked, for all calls that both sides made", async () => {
    const checked: [unknown, unknown][] = [];
    const sandbox = timed({ cpuMs: 1 }, { cpuMs: 0.2 });
    const { forks } = await measureOn(sandbox, {
      checkAnswers: (expected, actual) => {
        checked.push([expected, actual]);
        return undefined;
      },
    });
    expect(checked).toHaveLength(forks.length * batchSchedule.mostPairs * 5);
    for (const [expected, actual] of checked) expect(actual).toEqual(expected);
  });
});

describe("what an empty batch costs", () => {
  const dearWhenEmpty = (truth: Timing, { calls }: Moment): Timing =>
    calls.length > 0 ? truth : { ...truth, cpuMs: 50, wallMs: 50 };

  it("takes nothing off the calls of a side that makes it more expensive than the other", async () => {
    const candidate = timed({ cpuMs: 10 }, { cpuMs: 10, read: dearWhenEmpty });
    expect(speedupOf(await measureOn(candidate)).estimate).toBeCloseTo(1, 1);
    const baseline = timed({ cpuMs: 10, read: dearWhenEmpty }, { cpuMs: 10 });
    expect(speedupOf(await measureOn(baseline)).estimate).toBeCloseTo(1, 1);
  });
});

describe("CPU time outside of the calls", () => {
  it("makes a fork unsound that used much more of it than the baseline does on the same inputs", async () => {
    const hidesWork = timed({ cpuMs: 10 }, { cpuMs: 1, deliveryMs: 9 });
    expect(await tryToMeasure(hidesWork)).toEqual({
      state: "unsound",
      side: "candidate",
      why: expect.stringMatching(
        /^beside 5\.\d ms of CPU time in its calls it used 4\d\.\d ms outside of them, where 0\.0 ms are due$/,
      ),
    });
  });

  it.each([
    ["none at all", 0, 0],
    ["as much as the baseline for each input", 2, 2],
    ["less than the time of its calls", 0, 0.9],
    ["less than three times what the baseline uses", 1, 2.8],
    ["less than the baseline", 3, 0],
  ])("is no reason where it is %s", async (_, baselineMs, candidateMs) => {
    const sandbox = timed(
      { cpuMs: 10, deliveryMs: baselineMs },
      { cpuMs: 1, deliveryMs: candidateMs },
    );
    expect(speedupOf(await measureOn(sandbox)).estimate).toBeCloseTo(10, 0);
  });
});
