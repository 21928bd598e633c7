import { describe, expect, it } from "vitest";
import type { MeasuredMachine } from "../../src/engine/machine/measured-machine.ts";
import { contendedAbove } from "../../src/engine/measurement/contention.ts";
import { type Measurement, speedupOf } from "../../src/engine/measurement/measurement.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { pinnableCpus } from "../../src/engine/sandbox/cpu-pinning.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { underCondition } from "../../src/validation/busy.ts";
import { measureNoiseFloor } from "../../src/validation/noise-floor.ts";
import { pinnedConditions, type ValidationRecord } from "../../src/validation/records.ts";
import { measureSynthetic } from "../../src/validation/synthetic.ts";
import { kindsOf, type SyntheticName } from "../../src/validation/synthetic-programs.ts";
import { validateVerdicts } from "../../src/validation/validate-verdicts.ts";
import { measuring } from "../support/measuring.ts";
import { descendantsOf } from "../support/process-list.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";

const cpus = pinnableCpus();

/** Measures three times a piece of work against doing it once, with two forks. */
function measureThreefold(
  kind: SyntheticName,
  on: readonly number[],
  less = 25,
): Promise<Measurement> {
  const schedule = {
    fewestForks: 2,
    fewestClearForks: 2,
    mostForks: 2,
    leastForks: 2,
    budgetMs: 60_000,
  };
  const times = { baseline: 3 * less, candidate: less };
  return measureSynthetic({ kind, times }, { target: 3, schedule, cpus: on });
}

it.each(kindsOf("cpu time"))(
  "three times the work is measured as a speedup of 3: %s",
  async (kind) => {
    const measurement = await measureThreefold(kind, cpus);
    expect(measurement.forks).toHaveLength(2);
    expect(Math.abs(speedupOf(measurement).estimate / 3 - 1)).toBeLessThan(0.15);
  },
);

it.each([...kindsOf("wall time"), ...kindsOf("latency p99"), ...kindsOf("event-loop delay")])(
  "three times the time on the wall's clock is measured as 3, or nearly: %s",
  async (kind) => {
    const measurement = await measureThreefold(kind, cpus, 5);
    const { low, high, estimate } = speedupOf(measurement);
    expect(Math.abs(Math.log(estimate / 3))).toBeLessThan(0.4);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
  },
);

it("what others did by the wall's clock is taken off, and widens the interval", async () => {
  const place = { measured: undefined, other: undefined };
  const busy = await underCondition("8 loops", place, () => measureThreefold("works", cpus, 5));
  expect(busy.contention).toBeGreaterThan(1);
  expect(busy.allowance).toBeGreaterThan(0);
});

it("the same work on both sides is measured as a speedup of 1", async () => {
  const noise = await measureNoiseFloor(cpus);
  expect(noise.forks).toBe(6);
  expect(Object.entries(noise).filter(([, figure]) => !Number.isFinite(figure))).toEqual([]);
  const away = Math.abs(noise.bias - 1);
  expect(away).toBeLessThan(0.1);
  expect(noise.low).toBeLessThan(noise.bias);
  expect(noise.high).toBeGreaterThan(noise.bias);
  expect((noise.low <= 1 && noise.high >= 1) || away < 0.05).toBe(true);
});

const whySkipped = cpus.length > 0 ? "" : " (skipped: processes can't be pinned here)";

// Where processes can be pinned, they can be listed, too: on Linux.
describe.skipIf(cpus.length === 0)(`a CPU that is kept busy${whySkipped}`, () => {
  const [measured = Number.NaN] = cpus;
  const place = { measured, other: undefined };
  const patience = { timeout: 10_000, interval: 20 };
  const busyProcesses = () =>
    descendantsOf(process.pid).filter(({ command }) => command.endsWith("-e for (;;); "));

  it("shows as contention when it is the measured one, and is left alone afterwards", async () => {
    const contention = await underCondition("same core busy", place, async () => {
      await expect.poll(busyProcesses, patience).toHaveLength(1);
      return (await measureThreefold("allocation", [measured])).contention;
    });
    expect(contention).toBeGreaterThan(contendedAbove.cpu);
    await expect.poll(busyProcesses, patience).toEqual([]);
  });

  it("is left alone after work that failed, too", async () => {
    const failing = underCondition("same core busy", place, async () => {
      await expect.poll(busyProcesses, patience).toHaveLength(1);
      throw new Error("no luck");
    });
    await expect(failing).rejects.toThrow("no luck");
    await expect.poll(busyProcesses, patience).toEqual([]);
  });
});

it.each(pinnedConditions)("no CPU is kept busy where none is known: %s", async (condition) => {
  const place = { measured: undefined, other: undefined };
  const before = liveProcessCount();
  expect(await underCondition(condition, place, async () => liveProcessCount())).toBe(before);
});

it("gradings are made on a quiet machine only where processes can't be pinned", async () => {
  const records: ValidationRecord[] = [];
  const plan = {
    metric: "cpu time" as const,
    percents: [200],
    gradings: 1,
    schedule: quick,
    cpus: [],
  };
  for await (const record of validateVerdicts(plan)) records.push(record);
  expect(records).toMatchObject([{ condition: "quiet", ratio: 2, target: 4 }]);
});

/** Runs a command. Whatever happens, nobody gets to see a stack trace. */
async function cli(...args: string[]): Promise<CliRun> {
  const run = await runCli(args);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(run.stderr).not.toContain("bug of the grader");
  return run;
}

const isFigure = (value: unknown) => Number.isFinite(value) && (value as number) > 0;

it("doctor --json says whether verdicts can be trusted, in finite figures", async () => {
  const { status, stdout } = await cli("doctor", "--json");
  const { trust, noise, clocks, throughput } = JSON.parse(stdout) as MeasuredMachine & {
    readonly trust: string;
  };
  expect(["good", "fair", "poor"]).toContain(trust);
  expect(status).toBe(trust === "poor" ? 3 : 0);
  const { forkSpread, samplesDropped, ...positive } = noise;
  expect([forkSpread, samplesDropped].every(Number.isFinite)).toBe(true);
  const { level1, level2, memory } = throughput.copy;
  const speeds = [level1, level2, memory, throughput.sum.level2, throughput.sum.memory];
  for (const figures of [
    positive,
    clocks.wall,
    clocks.cpuUsage,
    throughput.multiplyAdd,
    ...speeds,
  ]) {
    expect(Object.entries(figures).filter(([, figure]) => !isFigure(figure))).toEqual([]);
  }
});

describe("validate:verdicts", measuring, () => {
  it.each([
    ["--gradings", "x"],
    ["--gradings", ""],
    ["--gradings", "2.5"],
    ["--references", "-1"],
  ])("takes no %s %s, and says what it takes", async (option, count) => {
    expect(await cli("validate:verdicts", option, count)).toEqual({
      status: 2,
      stdout: "",
      stderr: `error: ${option} ${count} is no count\n  next: give a whole number from 0 up\n`,
    });
  });

  it("says what it does and takes when it is asked for help", async () => {
    const { status, stdout, stderr } = await cli("validate:verdicts", "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("npm run validate:verdicts -- [options]");
    for (const option of ["--gradings <count>", "--references <count>", "--short"]) {
      expect(stdout).toContain(option);
    }
  });
});
