import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { contentionIn } from "../../src/engine/measurement/contention.ts";
import type { Sample } from "../../src/engine/measurement/samples.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import { machineUse, othersBetween, othersShare } from "../../src/engine/sandbox/others.ts";

const quiet: Sample = { cost: 10, timing: { cpuMs: 10, wallMs: 10 }, calls: 1 };

/** A sample of which a part of the time was taken off. */
const delayed = (wallMs: number, delayMs: number): Sample => ({
  cost: wallMs - delayMs,
  otherCost: wallMs,
  timing: { cpuMs: 1, wallMs, delayMs },
  calls: 1,
});

const wall = metrics["wall time"];
const cpu = metrics["cpu time"];

describe("contention by the wall's clock", () => {
  it("is none where nothing was taken off", () => {
    const samples = { baseline: [quiet], candidate: [quiet, quiet] };
    expect(contentionIn(wall, samples)).toEqual({ contention: 1, allowance: 0 });
  });

  it("widens the interval by what was taken off the side that had to wait more", () => {
    const samples = { baseline: [delayed(100, 10)], candidate: [delayed(10, 5)] };
    const { contention, allowance } = contentionIn(wall, samples);
    expect(contention).toBeCloseTo(2, 9);
    expect(allowance).toBeCloseTo(Math.log(2), 9);
  });

  it("is that of the middle sample: one that waited long does not count alone", () => {
    const samples = { baseline: [quiet], candidate: [quiet, delayed(100, 90), quiet] };
    expect(contentionIn(wall, samples).allowance).toBe(0);
  });
});

describe("contention by CPU time", () => {
  const waited = (wallMs: number): Sample => ({ ...quiet, timing: { cpuMs: 10, wallMs } });

  it.each([
    ["little", 14, 0],
    ["much", 16, 0.15],
  ])("widens the interval where both sides had to wait %s", (_how, wallMs, allowance) => {
    const samples = { baseline: [waited(wallMs)], candidate: [waited(wallMs)] };
    expect(contentionIn(cpu, samples)).toEqual({ contention: wallMs / 10, allowance });
  });

  it("is not what one side alone waits for", () => {
    const samples = { baseline: [waited(30)], candidate: [waited(10)] };
    expect(contentionIn(cpu, samples)).toEqual({ contention: 1, allowance: 0 });
  });
});

describe("the share of others in a thread's waiting", () => {
  const cpus = 2;
  const share = (cpuMs: number, mainCpuMs: number, othersMs: number) =>
    othersShare({ wallMs: 100, cpuMs, mainCpuMs, othersMs }, cpus);

  it("is all of it where the process has no other busy threads", () => {
    expect(share(50, 50, 150)).toEqual({ version: 1, grader: 0.75 });
  });

  it("is none where nobody else ran: what a version's own threads do is not taken off", () => {
    expect(share(150, 20, 0)).toEqual({ version: 0, grader: 0 });
    expect(share(150, 20, -10)).toEqual({ version: 0, grader: 0 });
  });

  it("is never more than what the process left of the CPUs", () => {
    expect(share(200, 20, 300)).toEqual({ version: 0, grader: 0 });
  });

  it("is in between where both ran", () => {
    expect(share(100, 50, 100).version).toBeCloseTo(100 / 150, 9);
    expect(share(100, 50, 100).grader).toBeCloseTo(100 / 200, 9);
  });
});

describe("what others used", () => {
  it("is what is left of all, without the grader and the graded", () => {
    const before = { allMs: 1000, graderMs: 100 };
    const after = { allMs: 1180, graderMs: 110 };
    expect(othersBetween(before, after, 70)).toBe(100);
  });

  it("grows while another program runs", async () => {
    const before = machineUse();
    const hog = spawn(process.execPath, ["-e", "for (;;);"]);
    try {
      await expect
        .poll(() => othersBetween(before, machineUse(), 0), { timeout: 10_000 })
        .toBeGreaterThan(200);
    } finally {
      hog.kill("SIGKILL");
    }
  });
});
