import { describe, expect, it } from "vitest";
import type { DoctorReport } from "../src/machine/doctor-report.ts";
import { contendedAbove, type Measurement, speedupOf } from "../src/measurement/measurement.ts";
import { quick } from "../src/measurement/schedule.ts";
import { underCondition } from "../src/proof/busy.ts";
import { measureNoiseFloor } from "../src/proof/noise-floor.ts";
import { prove } from "../src/proof/prove.ts";
import type { Condition, ProofRecord } from "../src/proof/records.ts";
import { measureSynthetic, type WorkKind, workKinds } from "../src/proof/synthetic.ts";
import { pinnableCpus } from "../src/sandbox/cpu-pinning.ts";
import { descendantsOf, type RunningProcess } from "./process-list.ts";
import { runCli } from "./run-cli.ts";

const cpus = pinnableCpus();
const [measuredCpu, otherCpu] = cpus;
const whySkipped = measuredCpu === undefined ? " (skipped: processes can't be pinned here)" : "";

/** Measures three times the work against the work, with two forks. */
function measureThreefold(kind: WorkKind, on: readonly number[]): Promise<Measurement> {
  const schedule = { fewestForks: 2, fewestClearForks: 2, mostForks: 2, budgetMs: 60_000 };
  const times = { baseline: 75, candidate: 25 };
  return measureSynthetic({ kind, times }, { target: 3, schedule, cpus: on });
}

it.each(workKinds)("a workload of known speedup measures as that: 3x of %s", async (kind) => {
  const measurement = await measureThreefold(kind, cpus);
  expect(measurement.forks).toHaveLength(2);
  expect(Math.abs(speedupOf(measurement).estimate / 3 - 1)).toBeLessThan(0.15);
});

it("the same code measured against itself is about 1x", async () => {
  const noise = await measureNoiseFloor(cpus);
  expect(noise.forks).toBe(6);
  expect(Object.values(noise).filter((figure) => !Number.isFinite(figure))).toEqual([]);
  expect(Math.abs(noise.bias - 1)).toBeLessThan(0.1);
  expect([noise.low, noise.bias, noise.high]).toEqual(
    [noise.low, noise.bias, noise.high].sort((a, b) => a - b),
  );
  const holdsOne = noise.low <= 1 && noise.high >= 1;
  expect(holdsOne || Math.abs(noise.bias - 1) < 0.05).toBe(true);
});

/** The processes of ours that keep a CPU busy. */
function busyProcesses(): RunningProcess[] {
  return descendantsOf(process.pid).filter(({ command }) => command.includes("for (;;);"));
}

// Pinning and the list of processes both need Linux.
describe.skipIf(measuredCpu === undefined)(`a busy process${whySkipped}`, () => {
  const patience = { timeout: 10_000, interval: 20 };
  const place = { measured: measuredCpu, other: otherCpu };

  it("on the measured CPU shows as contention, and is gone afterwards", async () => {
    const contention = await underCondition("same core busy", place, async () => {
      await expect.poll(busyProcesses, patience).toHaveLength(1);
      return (await measureThreefold("allocation", [measuredCpu as number])).contention;
    });
    expect(contention).toBeGreaterThan(contendedAbove);
    await expect.poll(busyProcesses, patience).toEqual([]);
  });

  it("is gone after work that failed, too", async () => {
    const failing = underCondition("same core busy", place, async () => {
      await expect.poll(busyProcesses, patience).toHaveLength(1);
      throw new Error("no luck");
    });
    await expect(failing).rejects.toThrow("no luck");
    await expect.poll(busyProcesses, patience).toEqual([]);
  });
});

it.each<Condition>(["quiet", "other core busy", "same core busy"])(
  "nothing is kept busy when it can't be pinned, or needn't be: %s",
  async (condition) => {
    const place = { measured: undefined, other: undefined };
    expect(await underCondition(condition, place, async () => liveProcessCount())).toBe(0);
  },
);

it("where nothing can be pinned, gradings are made on a quiet machine only", async () => {
  const records: ProofRecord[] = [];
  const plan = { percents: [200], gradings: 1, schedule: quick, cpus: [] };
  for await (const record of prove(plan)) records.push(record);
  expect(records).toMatchObject([{ condition: "quiet", ratio: 2 }]);
});

it("doctor --json prints whether verdicts can be trusted, and finite figures", async () => {
  const { status, stdout } = await runCli(["doctor", "--json"]);
  const report = JSON.parse(stdout) as DoctorReport & { readonly trust: string };
  expect(["good", "fair", "poor"]).toContain(report.trust);
  expect(status).toBe(report.trust === "poor" ? 3 : 0);
  const { wall, cpuUsage } = report.clocks;
  const figures = [report.noise, wall, cpuUsage, ...leavesOf(report.throughput)];
});
