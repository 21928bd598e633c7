import { beforeAll, describe, expect, it } from "vitest";
import { type Clocks, measureClocks } from "../../src/engine/machine/clocks.ts";
import { knownModel, watchMachine } from "../../src/engine/machine/facts.ts";
import { accumulators, compileSimdKernels } from "../../src/engine/machine/simd-module.ts";
import { measureThroughput, type Throughput } from "../../src/engine/machine/throughput.ts";
import { cpuMsOf } from "../../src/engine/sandbox/counters.ts";
import { measuring } from "../support/measuring.ts";

describe("the facts of this machine", measuring, () => {
  const facts = watchMachine({ busy: 0, all: 1 })();

  it("have what Node knows everywhere", () => {
    expect(facts.platform).toBe(process.platform);
    expect(facts.cores).toBeGreaterThanOrEqual(1);
    expect(facts.memory.totalBytes).toBeGreaterThan(facts.memory.availableBytes ?? 0);
  });

  it.each(["stealShare", "cpuPressure"] as const)("have a %s that is a share or unknown", (key) => {
    const share = facts[key] ?? 0;
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  });

  it("have no steal time when no time has passed", () => {
    expect(facts.stealShare).toBeUndefined();
  });

  it("have an outside clock where there is one", () => {
    expect(facts.readsCpuFromOutside).toBe(cpuMsOf(process.pid) !== undefined);
  });

  it.runIf(process.platform === "linux")("have load and available memory on Linux", () => {
    expect(facts.load).toBeGreaterThanOrEqual(0);
    expect(facts.memory.availableBytes).toBeGreaterThan(0);
  });

  it.each([
    ["  Intel(R) Xeon(R)   CPU  ", "Intel(R) Xeon(R) CPU"],
    ["unknown", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("have the CPU's model %j as %j", (model, known) => {
    expect(knownModel(model)).toBe(known);
  });
});

describe("the clocks of this machine", measuring, () => {
  let clocks: Clocks;
  beforeAll(() => {
    clocks = measureClocks();
  });

  it.each(["wall", "cpuUsage"] as const)("have steps and a cost: %s", (name) => {
    const { stepMs, costUs } = clocks[name];
    expect(stepMs).toBeGreaterThan(0);
    expect(Number.isFinite(stepMs)).toBe(true);
    expect(costUs).toBeGreaterThan(0);
  });

  it("have one that reads CPU time from outside where the platform can", () => {
    expect(clocks.outside !== undefined).toBe(cpuMsOf(process.pid) !== undefined);
  });

  it.runIf(cpuMsOf(process.pid) !== undefined)("pay more for reading from outside", () => {
    expect(clocks.outside?.costUs).toBeGreaterThan(clocks.wall.costUs);
    expect(clocks.outside?.stepMs).toBeGreaterThan(0);
    expect(clocks.outside?.stepMs).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});

describe("the SIMD loops", measuring, () => {
  const kernels = compileSimdKernels();
  // Accumulator k begins with k + 1.
  const start = (accumulators * (accumulators + 1)) / 2;

  it.each(["f32x4", "f64x2"] as const)("multiply and add in every accumulator: %s", (shape) => {
    const run = kernels[shape];
    expect(run(2, 0, 1)).toBe(2 * start);
    expect(run(2, 0, 3)).toBe(8 * start);
    expect(run(0, 3, 5)).toBe(3 * accumulators);
    expect(run(1, 1, 7)).toBe(start + 7 * accumulators);
  });

  it("compute in doubles or in floats, as their names say", () => {
    expect(kernels.f64x2(0, 0.1, 1) / accumulators).toBeCloseTo(0.1, 14);
    expect(kernels.f32x4(0, 0.1, 1) / accumulators).not.toBeCloseTo(0.1, 14);
  });
});

describe("the ceilings of this machine", measuring, () => {
  let throughput: Throughput;
  beforeAll(() => {
    throughput = measureThroughput();
  });

  it("are finite and positive", () => {
    const { copy, sum, multiplyAdd } = throughput;
    const bandwidths = [...Object.values(copy), ...Object.values(sum)];
    const figures = [
      ...bandwidths.map(({ gigabytesPerSecond }) => gigabytesPerSecond),
      ...Object.values(multiplyAdd),
    ];
    expect(figures).toHaveLength(8);
    expect(figures.every((figure) => figure > 0 && Number.isFinite(figure))).toBe(true);
  });

  it("are higher with SIMD than without", () => {
    const { scalar, f64x2, f32x4 } = throughput.multiplyAdd;
    // Four lanes at a time, where scalar code has one.
    expect(f32x4).toBeGreaterThan(scalar * 1.3);
    expect(f32x4).toBeGreaterThan(f64x2 * 0.8);
  });

  it("are no lower in a cache than in memory", () => {
    const { copy, sum } = throughput;
    const memory = copy.memory.gigabytesPerSecond;
    expect(copy.level1.gigabytesPerSecond).toBeGreaterThan(memory * 0.8);
    expect(copy.level2.gigabytesPerSecond).toBeGreaterThan(memory * 0.8);
    expect(sum.level2.gigabytesPerSecond).toBeGreaterThan(sum.memory.gigabytesPerSecond * 0.8);
  });

  it("are taken over data that grows from level to level", () => {
    const { level1, level2, memory } = throughput.copy;
    expect(level2.bytes).toBeGreaterThan(4 * level1.bytes);
    expect(memory.bytes).toBeGreaterThan(100 * level2.bytes);
  });
});
