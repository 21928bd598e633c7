import { describe, expect, it, vi } from "vitest";
import {
  type GrowthRequest,
  largestSize,
  measureGrowth,
} from "../../src/engine/measurement/growth.ts";
import { WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { decode } from "../../src/engine/sandbox/wire.ts";
import { sumOf } from "../support/example-exercise.ts";
import {
  type Event,
  type FakeSandbox,
  fakeProgram,
  fakeSandbox,
  type Script,
} from "../support/fake-sandbox.ts";
import { freshLists } from "../support/fresh-lists.ts";

vi.setConfig({ testTimeout: 120_000 });

describe("the growth check", () => {
  const size = 10;

  /** A candidate of which a call takes n^e µs, where e may differ from process to process. */
  function growing(exponents: readonly number[], script: Partial<Script> = {}): FakeSandbox {
    const cpuMs: Script["cpuMs"] = ([list], worker) =>
      (list as number[]).length ** (exponents[worker - 1] ?? Number.NaN) / 1000;
    const candidate = { answer: sumOf, cpuMs, ...script };
    return fakeSandbox({ baseline: candidate, candidate });
  }

  const measureOn = (sandbox: FakeSandbox, request: Partial<GrowthRequest> = {}) =>
    measureGrowth({
      growth: { below: 1.5, size },
      start: () => sandbox.start(fakeProgram("candidate")),
      take: freshLists(),
      mayChangeInput: false,
      ...request,
    });

  const startsOf = ({ events }: FakeSandbox) =>
    events.filter(({ deed }) => deed === "start").length;

  it.each([
    [0.5, "within the limit"],
    [1, "within the limit"],
    [1.35, "within the limit"],
    [1.65, "too fast"],
    [2, "too fast"],
    [3, "too fast"],
  ])("finds the exponent %d in one process: %s", async (exponent, grows) => {
    const sandbox = growing([exponent]);
    const growth = await measureOn(sandbox);
    expect(growth.exponent).toBeCloseTo(exponent, 9);
    expect(growth).toMatchObject({ grows, below: 1.5 });
    expect(startsOf(sandbox)).toBe(1);
  });

  it("gives the CPU time of one call at the size, twice, four and eight times it", async () => {
    const { points } = await measureOn(growing([2]));
    expect(points.map((point) => point.size)).toEqual([10, 20, 40, 80]);
    for (const { size: n, cpuMs } of points) expect(cpuMs).toBeCloseTo(n ** 2 / 1000, 9);
    expect(largestSize({ below: 1.5, size })).toBe(80);
  });

  it.each([
    [[1.45, 1.6, 1.55], 1.55, "too fast"],
    [[1.45, 1.3, 1.55], 1.45, "within the limit"],
    [[1.52, 1.1, 1.2], 1.2, "within the limit"],
    [[1.58, 1.9, 1.1], 1.58, "too fast"],
  ])(
    "asks two more processes near the limit, and the median counts: %j",
    async (exponents, median, grows) => {
      const sandbox = growing(exponents);
      const growth = await measureOn(sandbox);
      expect(growth.exponent).toBeCloseTo(median, 9);
      expect(growth.grows).toBe(grows);
      expect(startsOf(sandbox)).toBe(3);
      expect(sandbox.running()).toBe(0);
    },
  );

  it("holds the exponent against the exercise's own limit", async () => {
    const measured = (below: number) => measureOn(growing([2]), { growth: { below, size } });
    expect((await measured(2.2)).grows).toBe("within the limit");
    expect((await measured(1.8)).grows).toBe("too fast");
  });

  it("takes the sizes up and down, after all of them are warm, so that a drift is no growth", async () => {
    const sandbox = growing([1.2]);
    await measureOn(sandbox);
    const order = samplesOf(sandbox).map(sizeOf);
    const [up, down] = [
      [10, 20, 40, 80],
      [80, 40, 20, 10],
    ];
    expect(order).toEqual([up, down, up, down, up, down].flat());
  });

  it("takes as few samples of each size as it is asked for", async () => {
    const runsWith = async (rounds: Pick<GrowthRequest, "rounds">) => {
      const sandbox = growing([2]);
      expect((await measureOn(sandbox, rounds)).exponent).toBeCloseTo(2, 9);
      return sandbox.events.filter(({ deed }) => deed === "run").length;
    };
    expect((await runsWith({})) - (await runsWith({ rounds: 2 }))).toBe(4 * 4);
  });

  /** The runs that count: each is on inputs that were delivered for it. */
  const samplesOf = ({ events }: FakeSandbox): Event[] =>
    events.filter(({ deed }) => deed === "run").slice(-6 * 4);

  const sizeOf = ({ inputs: [input] }: Event) =>
    input && (decode(input) as [list: number[]])[0].length;

  it("is not misled by a process that slows down all the time", async () => {
    const read: Script["read"] = (truth, { nth }) => ({
      ...truth,
      cpuMs: truth.cpuMs * 1.05 ** nth,
    });
    const { exponent } = await measureOn(growing([1.2], { read }));
    expect(exponent).toBeGreaterThan(1.18);
    expect(exponent).toBeLessThan(1.22);
  });

  it("calls on fresh inputs, enough of them to take some milliseconds", async () => {
    const sandbox = growing([1.2]);
    await measureOn(sandbox);
    const samples = samplesOf(sandbox);
    const inputs = samples.flatMap((run) => run.inputs.map((input) => input.toString("latin1")));
    expect(new Set(inputs).size).toBe(inputs.length);
    expect(samples.every((run) => run.inputs.length === 64 || run.cpuMs >= 3)).toBe(true);
  });

  it("leaves no process behind when one fails", async () => {
    const failure = { kind: "timed out", during: "a call", seconds: 10 } as const;
    const fail: Script["fail"] = ({ deed, calls }) =>
      deed === "run" && (calls[0]?.[0] as unknown[])?.length === 80 ? failure : undefined;
    const sandbox = growing([1], { fail });
    await expect(measureOn(sandbox)).rejects.toEqual(new WorkerFailed("candidate", failure));
    expect(sandbox.running()).toBe(0);
  });
});
