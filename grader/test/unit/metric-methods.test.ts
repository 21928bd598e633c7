import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Load, type MetricName, metricNames } from "../../src/contract/index.ts";
import { InputPool } from "../../src/engine/inputs/pool.ts";
import { InputShelf } from "../../src/engine/inputs/shelf.ts";
import { batchSchedule } from "../../src/engine/measurement/batch-schedule.ts";
import type { NotMeasured } from "../../src/engine/measurement/fork.ts";
import { type MeasureRequest, measure } from "../../src/engine/measurement/measure.ts";
import { type Measurement, speedupOf } from "../../src/engine/measurement/measurement.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import type { Side, Timing } from "../../src/engine/sandbox/sandbox.ts";
import { sumExercise, sumOf } from "../support/example-exercise.ts";
import {
  type FakeSandbox,
  fakeProgram,
  fakeSandbox,
  type Moment,
  type Script,
} from "../support/fake-sandbox.ts";
import { measured } from "../support/measured.ts";

const sides = ["baseline", "candidate"] as const;

interface Scripts {
  readonly baseline: Partial<Script>;
  readonly candidate: Partial<Script>;
}

const scripted = ({ baseline, candidate }: Scripts): FakeSandbox => {
  const script = { answer: sumOf, cpuMs: 10, startMs: 1 };
  return fakeSandbox({
    baseline: { ...script, ...baseline },
    candidate: { ...script, ...candidate },
  });
};

/** Measures two forks, unless the request says otherwise. */
function measureOn(
  sandbox: FakeSandbox,
  metric: MetricName,
  request: Partial<MeasureRequest> = {},
): Promise<Measurement> {
  return measured(tryToMeasure(sandbox, metric, request));
}

function tryToMeasure(
  sandbox: FakeSandbox,
  metric: MetricName,
  request: Partial<MeasureRequest> = {},
): Promise<Measurement | NotMeasured> {
  return measure({
    metric: metrics[metric],
    pool: new InputPool(sumExercise, new InputShelf("/unused", "/unused"), 1),
    start: (side, cpu) =>
      sandbox.start({ ...fakeProgram(side), ...(cpu !== undefined && { cpu }) }),
    cpus: [],
    schedule: { ...quick, fewestForks: 2, mostForks: 2 },
    mayChangeInput: false,
    isDecided: () => false,
    checkAnswers: () => undefined,
    now: sandbox.now,
    ...request,
  });
}

const measureScripts = (metric: MetricName, scripts: Scripts) =>
  measureOn(scripted(scripts), metric);

/** The metrics that are measured in one way. */
const measuredIn = (kind: (typeof metrics)[MetricName]["method"]["kind"]) =>
  metricNames.filter((name) => metrics[name].method.kind === kind);

const withoutLoad = [...measuredIn("batches"), ...measuredIn("fresh processes")];

describe("a cost", () => {
  it.each<[MetricName, Partial<Script>, number, Partial<Script>, number]>([
    ["cpu time", { cpuMs: 8, waitMs: 5 }, 8, { cpuMs: 0.2 }, 0.2],
    ["wall time", { cpuMs: 2, waitMs: 10 }, 12, { cpuMs: 2, waitMs: 1 }, 3],
    ["allocated bytes", { counts: 96_000 }, 96_000, { counts: 3200 }, 3200],
    ["counted operations", { counts: 24 }, 24, { counts: 1 }, 1],
    ["live bytes", { keepsBytes: 50_000 }, 50_000, { keepsBytes: 2000 }, 2000],
    ["peak memory", { peakBytes: 64e6 }, 64e6, { peakBytes: 1e6 }, 1e6],
    ["start-up time", { startMs: 400, cpuMs: 0 }, 400, { startMs: 40, cpuMs: 0 }, 40],
    // What is put off until the first call is no gain.
    ["start-up time", { startMs: 380, cpuMs: 20 }, 400, { startMs: 2, cpuMs: 398 }, 400],
  ])("in %s is exactly what a call costs", async (metric, baseline, known, candidate, less) => {
    const measurement = await measureScripts(metric, { baseline, candidate });
    expect(measurement.metric).toBe(metric);
    expect(measurement.perCall.baseline.cost / known).toBeCloseTo(1, 9);
    expect(measurement.perCall.candidate.cost / less).toBeCloseTo(1, 9);
    expect(speedupOf(measurement).estimate / (known / less)).toBeCloseTo(1, 9);
  });

  it("in event-loop delay is that of a batch: percentiles don't add up", async () => {
    const scripts = { baseline: { counts: 8 }, candidate: { counts: 0.8 } };
    const { perCall, forks } = await measureScripts("event-loop delay", scripts);
    const { calls } = forks[0]?.pairs[0]?.baseline ?? {};
    expect(calls).toBe(5);
    expect([perCall.baseline.cost, perCall.candidate.cost]).toEqual([40, 4]);
  });

  const nothing: Partial<Script> = {
    cpuMs: 1e-9,
    counts: 0,
    keepsBytes: 0,
    peakBytes: 0,
    startMs: 1e-9,
  };

  it.each(withoutLoad)(
    "in %s is the least that can be told for a call that costs nothing",
    async (metric) => {
      const { method } = metrics[metric];
      const { perCall } = await measureScripts(metric, { baseline: nothing, candidate: nothing });
      const calls =
        method.kind === "batches" && method.addsUp !== false ? batchSchedule.mostCalls : 1;
      expect(method.least).toBeGreaterThan(0);
      expect(perCall.candidate.cost).toBe(method.least / calls);
    },
  );

  it.each(measuredIn("batches"))("in %s is without what a batch costs besides", async (metric) => {
    const script = { cpuMs: 10, counts: 10_000 };
    const besides = { ...script, batchCpuMs: 0.5, batchCounts: 1e6 };
    const known = await measureScripts(metric, { baseline: script, candidate: script });
    const measured = await measureScripts(metric, { baseline: besides, candidate: besides });
    expect(measured.perCall.baseline.cost).toBeCloseTo(known.perCall.baseline.cost, 9);
    expect(known.perCall.baseline.cost).toBeGreaterThan(1);
  });

  it.each(measuredIn("batches"))(
    "in %s is read by its own meter, and not while warming up",
    async (metric) => {
      const { method } = metrics[metric];
      const sandbox = scripted({ baseline: {}, candidate: {} });
      await measureOn(sandbox, metric);
      const own = sandbox.events.filter(({ side, worker }) => side === "baseline" && worker === 1);
      const runs = own.filter(({ deed }) => deed === "run");
      const firstEmpty = runs.findIndex(({ inputs }) => inputs.length === 0);
      const meter = method.kind === "batches" ? method.meter : undefined;
      expect(firstEmpty).toBeGreaterThan(0);
      expect(new Set(runs.slice(0, firstEmpty).map((run) => run.meter))).toEqual(
        new Set([undefined]),
      );
      expect(new Set(runs.slice(firstEmpty).map((run) => run.meter))).toEqual(new Set([meter]));
    },
  );
});

describe("an exact count", () => {
  it("has no interval", async () => {
    const scripts = { baseline: { counts: 24 }, candidate: { counts: 1 } };
    const { logSpeedup } = await measureScripts("counted operations", scripts);
    expect(logSpeedup).toEqual({ center: Math.log(24), halfWidth: 0 });
  });

  it("has one when forks count differently", async () => {
    const read: Script["read"] = (truth, { worker }) =>
      truth.counted === undefined ? truth : { ...truth, counted: truth.counted * worker };
    const scripts = { baseline: { counts: 24 }, candidate: { counts: 1, read } };
    const { logSpeedup } = await measureScripts("counted operations", scripts);
    expect(logSpeedup.halfWidth).toBeGreaterThan(0);
  });

  it("of calls that wait long is not repeated as often as their time", async () => {
    const slow = { baseline: { counts: 24, waitMs: 80 }, candidate: { counts: 1, waitMs: 80 } };
    const pairsOf = ({ forks }: Measurement) => forks.map(({ pairs }) => pairs.length);
    expect(pairsOf(await measureScripts("wall time", slow))).toEqual([6, 6]);
    expect(pairsOf(await measureScripts("counted operations", slow))).toEqual([2, 2]);
  });
});

describe("fresh processes", () => {
  const startsOf = ({ events }: FakeSandbox) => events.filter(({ deed }) => deed === "start");

  it.each(measuredIn("fresh processes"))(
    "for %s are started in the order ABBA, and the other way round in the next fork",
    async (metric) => {
      const sandbox = scripted({ baseline: {}, candidate: {} });
      await measureOn(sandbox, metric);
      const order = startsOf(sandbox).map(({ side }) => side[0]);
      expect(order.join("")).toBe("bccbcbbc" + "cbbcbccb");
    },
  );

  it.each(measuredIn("fresh processes"))(
    "for %s run one at a time, for one sample each",
    async (metric) => {
      const sandbox = scripted({ baseline: {}, candidate: {} });
      const { forks } = await measureOn(sandbox, metric);
      const deeds = sandbox.events
        .map(({ deed }) => deed)
        .filter((deed) => /^(start|stop)$/.test(deed));
      const samples = 2 * forks.reduce((sum, { pairs }) => sum + pairs.length, 0);
      expect(deeds).toEqual(Array.from({ length: samples }, () => ["start", "stop"]).flat());
    },
  );

  it("get inputs that both sides share, and that no other pair gets", async () => {
    const sandbox = scripted({ baseline: {}, candidate: {} });
    await measureOn(sandbox, "live bytes");
    const delivered = (side: Side) =>
      sandbox.events
        .filter((event) => event.side === side && event.deed === "deliver" && event.worker <= 4)
        .flatMap(({ inputs }) => inputs.map((input) => input.toString("latin1")));
    expect(delivered("candidate")).toEqual(delivered("baseline"));
    expect(new Set(delivered("baseline")).size).toBe(delivered("baseline").length);
  });

  it.each(measuredIn("fresh processes"))(
    "for %s show a candidate that answers wrong in them alone",
    async (metric) => {
      const mistake = { kind: "changed its input" } as const;
      const checkAnswers: MeasureRequest["checkAnswers"] = (expected, actual) => {
        expect(actual).toHaveLength(expected.length);
        return isDeepStrictEqual(actual, expected) ? undefined : mistake;
      };
      const sandbox = scripted({ baseline: {}, candidate: { answer: () => "nothing" } });
      const found = await tryToMeasure(sandbox, metric, { checkAnswers });
      expect(found).toEqual({ state: "wrong", mistake });
      expect(sandbox.running()).toBe(0);
      const right = scripted({ baseline: {}, candidate: {} });
      await measureOn(right, metric, { checkAnswers });
    },
  );

  it("are looked at for live bytes at the same moments on both sides, at others in each pair", async () => {
    const sandbox = scripted({ baseline: {}, candidate: {} });
    await measureOn(sandbox, "live bytes");
    const moments = (side: Side) =>
      sandbox.events
        .filter((event) => event.side === side && event.deed === "deliver")
        .map(({ worker, inputs }) => `${worker}: ${inputs.length}`);
    expect(moments("candidate")).toEqual(moments("baseline"));
    const patterns = new Set(
      Array.from({ length: 8 }, (_, pair) =>
        moments("baseline")
          .filter((moment) => moment.startsWith(`${pair + 1}:`))
          .map((moment) => moment.slice(3))
          .join(),
      ),
    );
    expect(patterns.size).toBeGreaterThan(4);
  });

  it.each(sides)("are stopped when the %s fails", async (side) => {
    const failure = { kind: "exited", during: "a call", how: "ended by SIGSEGV" } as const;
    const fail: Script["fail"] = ({ deed, worker }) =>
      deed === "run" && worker === 3 ? failure : undefined;
    const scripts = { baseline: {}, candidate: {}, [side]: { fail } };
    const sandbox = scripted(scripts);
    await expect(measureOn(sandbox, "peak memory")).rejects.toMatchObject({ side, failure });
    expect(sandbox.running()).toBe(0);
  });
});

describe("what a version holds before the measured calls", () => {
  const leaks = { keepsBytes: 50_000 };
  const ratioWith = async (held: Script["holdsBytes"]) => {
    const candidate = { ...leaks, holdsBytes: held ?? (() => 0) };
    return speedupOf(await measureScripts("live bytes", { baseline: leaks, candidate })).estimate;
  };

  it.each([
    ["is given back bit by bit", (calls: number) => 50_000 * (24 - calls)],
    ["is given back in the measured calls alone", (calls: number) => (calls <= 8 ? 1.2e6 : 0)],
    ["is given back with the last call", (calls: number) => (calls < 24 ? 2e6 : 0)],
  ])("is no gain when it %s", async (_how, held) => {
    expect(await ratioWith(held)).toBeLessThan(1.6);
  });

  it.each([
    ["a table as large as what the baseline retains by then", () => 8 * 50_000 - 8 * 500],
    ["a cache that fills up and stays so", (calls: number) => Math.min(calls * 40_000, 240_000)],
    ["some more data about code", () => 90_000],
  ])("counts nothing where it is %s", async (_what, held) => {
    const candidate = { keepsBytes: 500, holdsBytes: held };
    const measurement = await measureScripts("live bytes", { baseline: leaks, candidate });
    expect(speedupOf(measurement).estimate).toBeCloseTo(100, 6);
  });

  it("does not count twice what the calls before leave behind", async () => {
    const scripts = { baseline: leaks, candidate: { keepsBytes: 200_000 } };
    const measurement = await measureScripts("live bytes", scripts);
    expect(speedupOf(measurement).estimate).toBeCloseTo(0.25, 6);
  });

  it.each([16, 18, 21])(
    "is looked at in between: letting go of everything after call %i is no way to retain nothing",
    async (cleared) => {
      const candidate = { holdsBytes: (calls: number) => (calls < cleared ? calls * 50_000 : 0) };
      // Of many samples, because the moments are drawn: three in four see more than one call's bytes.
      const forks = { schedule: { ...quick, fewestForks: 24, mostForks: 24 } };
      const sandbox = scripted({ baseline: leaks, candidate });
      const { perCall } = await measureOn(sandbox, "live bytes", forks);
      expect(perCall.baseline.cost / perCall.candidate.cost).toBeLessThan(17);
    },
  );

  it.each([
    ["live bytes", (calls: number) => (calls <= 8 ? 400e6 : 0)],
    ["live bytes", (calls: number) => 400e6 - calls * 50_000],
    ["peak memory", () => 400e6],
  ] as const)("ends the measuring of %s where all could hide in it", async (metric, held) => {
    const baseline = { ...leaks, peakBytes: 60e6 };
    const candidate = { ...baseline, holdsBytes: held };
    expect(await tryToMeasure(scripted({ baseline, candidate }), metric)).toEqual({
      state: "unsound",
      side: "candidate",
      why: expect.stringMatching(
        /^before the measured calls it held \d+ MB more than the baseline/,
      ),
    });
  });

  it("is part of the peak when it is given back in the call", async () => {
    const baseline = { peakBytes: 60e6 };
    const candidate = { peakBytes: 60e6, holdsBytes: (calls: number) => (calls < 1 ? 50e6 : 0) };
    const { perCall } = await measureScripts("peak memory", { baseline, candidate });
    expect(perCall.candidate.cost).toBeGreaterThan(55e6);
  });
});

describe("the CPU that the processes of a fork are pinned to", () => {
  const pinned: readonly MetricName[] = [
    "cpu time",
    "allocated bytes",
    "live bytes",
    "peak memory",
    "start-up time",
    "counted operations",
  ];

  it("is one for what nothing has to run beside", () => {
    expect(metricNames.filter((name) => metrics[name].onOneCpu)).toEqual(pinned);
  });

  it.each(
    withoutLoad.map((metric) => [
      metric,
      pinned.includes(metric) ? [4, 7] : [undefined, undefined],
    ]),
  )("for %s is, in two forks, %j", async (metric, cpus) => {
    const sandbox = scripted({ baseline: {}, candidate: {} });
    const { forks } = await measureOn(sandbox, metric as MetricName, { cpus: [4, 7] });
    expect(forks.map(({ cpu }) => cpu)).toEqual(cpus);
    const started = new Set(sandbox.events.map(({ program: { cpu } }) => cpu));
    expect(started).toEqual(new Set(cpus));
  });
});

describe("the allowance for a busy machine", () => {
  /** Half of the time, its threads are ready and have no CPU. */
  const queued: Partial<Script> = {
    wallPerCpu: 2,
    read: (truth) => {
      const { cpuMs, wallMs, counted } = truth;
      const delayMs = counted === undefined ? wallMs / 3 : counted / 10;
      return { ...truth, queuedMs: cpuMs, delayMs };
    },
    counts: 10,
    keepsBytes: 1000,
    peakBytes: 1e6,
  };
  const waiting: Partial<Script> = { waitMs: 40 };
  const half = ({ logSpeedup }: Measurement) => logSpeedup.halfWidth;

  it.each<[MetricName, number, string, Partial<Script>]>([
    ["cpu time", 0.15, "queues", queued],
    ["wall time", Math.log(1.5), "queues", queued],
    ["wall time", 0, "waits", waiting],
    ["event-loop delay", Math.log(10 / 9), "queues", queued],
    ["allocated bytes", 0, "queues", queued],
    ["counted operations", 0, "queues", queued],
    ["live bytes", 0, "queues", queued],
    ["peak memory", 0, "queues", queued],
  ])("makes the interval of %s wider by %f for code that %s", async (metric, by, _does, script) => {
    const quiet = { ...script, wallPerCpu: 1, waitMs: 0, read: (truth: Timing) => truth };
    const busy = await measureScripts(metric, { baseline: script, candidate: script });
    const calm = await measureScripts(metric, { baseline: quiet, candidate: quiet });
    expect(half(busy) - half(calm)).toBeCloseTo(by, 9);
    expect(calm.contention).toBeCloseTo(1, 9);
  });
});

/** Reads something else in the timed batches of each worker that `isFor` picks by number, from 1. */
function misread(
  change: (truth: Timing) => Timing,
  isFor: (batch: number) => boolean = () => true,
): NonNullable<Script["read"]> {
  const batches = new Map<number, number>();
  return (truth, { worker, calls }: Moment) => {
    const batch = batches.get(worker);
    // Empty batches come between warming up and measuring.
    if (calls.length === 0) batches.set(worker, 0);
    if (calls.length === 0 || batch === undefined) return truth;
    batches.set(worker, batch + 1);
    return isFor(batch + 1) ? change(truth) : truth;
  };
}

describe("a sample that can't be true", () => {
  const readings: [string, MetricName, (truth: Timing) => Timing, RegExp][] = [
    [
      "negative CPU time",
      "cpu time",
      (truth) => ({ ...truth, cpuMs: -3 }),
      /^its CPU time reads -3 ms$/,
    ],
    [
      "no CPU time at all",
      "cpu time",
      (truth) => ({ ...truth, cpuMs: Number.NaN }),
      /^its cost reads NaN$/,
    ],
    [
      "CPU time of other samples",
      "wall time",
      (truth) => ({ ...truth, cpuMs: Number.NaN }),
      /^its CPU time reads NaN ms$/,
    ],
    [
      "more CPU time than all CPUs have",
      "cpu time",
      (truth) => ({ ...truth, cpuMs: (truth.wallMs + 20) * availableParallelism() }),
      /^it used [\d.]+ ms of CPU time in 10 ms$/,
    ],
    [
      "no time on the clock",
      "cpu time",
      (truth) => ({ ...truth, wallMs: Number.NaN }),
      /clock reads NaN ms$/,
    ],
    ["no count", "counted operations", ({ counted, ...truth }) => truth, /^its cost reads NaN$/],
  ];

  it.each(readings)("is dropped with its pair: %s", async (_what, metric, change) => {
    const baseline = { cpuMs: 10, counts: 6 };
    const read = misread(change, (batch) => batch % 4 === 1);
    const candidate = { cpuMs: 10, counts: 2, read };
    const measurement = await measureScripts(metric, { baseline, candidate });
    const known = await measureScripts(metric, { baseline, candidate: { cpuMs: 10, counts: 2 } });
    expect(measurement.forks.map(({ dropped, pairs }) => [dropped, pairs.length])).toEqual([
      [3, 9],
      [3, 9],
    ]);
    expect(measurement.logSpeedup).toEqual(known.logSpeedup);
  });

  it.each(sides.flatMap((side) => readings.map((reading) => [side, ...reading] as const)))(
    "on the %s ends the measuring when there are no others: %s",
    async (side, _what, metric, change, why) => {
      const script = { cpuMs: 10, counts: 6 };
      const scripts = {
        baseline: script,
        candidate: script,
        [side]: { ...script, read: misread(change) },
      };
      const sandbox = scripted(scripts);
      expect(await tryToMeasure(sandbox, metric)).toEqual({
        state: "unsound",
        side,
        why: expect.stringMatching(why),
      });
      expect(sandbox.running()).toBe(0);
    },
  );

  it("is not one whose CPU time is just over the clock's, by a tick", async () => {
    const read = misread((truth) => ({
      ...truth,
      cpuMs: truth.wallMs * availableParallelism() + 15,
    }));
    const { forks } = await measureScripts("wall time", { baseline: { read }, candidate: {} });
    expect(forks.map(({ dropped }) => dropped)).toEqual([0, 0]);
  });
});

describe("servers under load", () => {
  const request = { method: "GET", path: "/" } as const;
  const load: Load = {
    probe: { request, everyMs: 5 },
    background: { request, connections: 1 },
    windowMs: 30,
  };

  /** A server in this process: what is measured under load is the time on the real clock. */
  async function listening(onRequest: RequestListener): Promise<number> {
    const server: Server = createServer(onRequest);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return (server.address() as AddressInfo).port;
  }

  const usage = (): Timing => ({ cpuMs: performance.now() / 2, wallMs: performance.now() });

  const serving = async (status = 200): Promise<Partial<Script>> =>
    serves((_request, response) => {
      response.statusCode = status;
      response.end();
    });

  const serves = async (onRequest: RequestListener): Promise<Partial<Script>> => ({
    server: { port: await listening(onRequest), usage },
  });

  describe("whose answers are compared", () => {
    const asked: Load = {
      ...load,
      background: {
        request: (number) => ({ method: "GET", path: `/work/${number}` }),
        connections: 2,
      },
    };

    /** Answers with the path, after some time, but for the requests that it skips. */
    const echo = (
      ms = 0,
      skips: (path: string, nth: number) => boolean = () => false,
    ): RequestListener =>
      (() => {
        let nth = 0;
        return ({ url = "" }, response) => {
          const body = skips(url, ++nth) ? "" : `the answer to ${url}`;
          if (ms > 0 && url !== "/") setTimeout(() => response.end(body), ms);
          else response.end(body);
        };
      })();

    const measureEchoes = async (baseline: RequestListener, candidate: RequestListener) => {
      const sandbox = scripted({
        baseline: await serves(baseline),
        candidate: await serves(candidate),
      });
      const found = await tryToMeasure(sandbox, "time per request", {
        load: asked,
        checkAnswers: ([expected], [actual]) =>
          isDeepStrictEqual(actual, expected) ? undefined : { kind: "changed its input" },
      });
      expect(sandbox.running()).toBe(0);
      return found;
    };

    it.each<[string, number, (path: string, nth: number) => boolean, RegExp]>([
      ["ten requests", 0, (_path, nth) => nth > 10, /^GET \/(work\/\d+)?, under load$/],
      ["no probe", 0, (path) => path === "/", /^GET \/, under load$/],
      ["probes only", 0, (path) => path !== "/", /^GET \/work\/\d+, under load$/],
      ["as many requests as the baseline can", 10, (_path, nth) => nth > 30, /under load$/],
    ])(
      "are seen to be wrong where a candidate answers %s",
      async (_which, baselineMs, skips, on) => {
        const found = await measureEchoes(echo(baselineMs), echo(0, skips));
        expect(found).toMatchObject({ state: "wrong", on: expect.stringMatching(on) });
      },
    );

    it.each([
      ["as fast as the baseline", 0, 0],
      ["faster", 10, 0],
      ["slower", 0, 10],
    ])("are right of a candidate that does all the work, %s", async (_how, baseline, candidate) => {
      const found = await measureEchoes(echo(baseline), echo(candidate));
      expect(found).toHaveProperty("forks");
    });
  });

  it("are driven in the order ABBA after a window to warm up, the other way round in the next fork", async () => {
    const sandbox = scripted({ baseline: await serving(), candidate: await serving() });
    await measureOn(sandbox, "latency p99", { load, cpus: [3] });
    const windows = sandbox.events.filter(({ deed }) => deed === "tell usage");
    // Asked before and after each window.
    const order = windows.filter((_, index) => index % 2 === 0).map(({ side }) => side[0]);
    expect(order.join("")).toBe("bc" + "bccb" + "bc" + "cbbc");
    expect(windows.some(({ program: { cpu } }) => cpu !== undefined)).toBe(false);
  });

  it.each(sides)("are both stopped when the %s answers errors", async (side) => {
    const scripts = { baseline: await serving(), candidate: await serving() };
    const sandbox = scripted({ ...scripts, [side]: await serving(500) });
    const message = expect.stringMatching(/^under load, \d+ requests had no answer or an error/);
    await expect(measureOn(sandbox, "latency p99", { load })).rejects.toMatchObject({
      side,
      failure: { kind: "threw", during: "a call", error: { message } },
    });
    expect(sandbox.running()).toBe(0);
  });
});
