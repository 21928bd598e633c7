import { describe, expect, it } from "vitest";
import { contentionIn } from "../../src/engine/measurement/contention.ts";
import type { Sample } from "../../src/engine/measurement/samples.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import { othersShare } from "../../src/engine/sandbox/counters.ts";

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
  const share = (cpuMs: number, mainCpuMs: number, wallMs: number) =>
    othersShare({ cpuMs, main: { cpuMs: mainCpuMs, queuedMs: 0 } }, wallMs, cpus);

  it("is all of it where the process has no other busy threads", () => {
    expect(share(50, 50, 100)).toBe(1);
  });

  it("is none where the process's own threads keep all CPUs busy", () => {
    expect(share(200, 20, 100)).toBe(0);
  });

  it("is in between where both run", () => {
    expect(share(100, 50, 100)).toBeCloseTo(100 / 150, 9);
  });
});
