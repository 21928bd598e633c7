import { beforeAll, describe, expect, it } from "vitest";
import { type Clocks, measureClocks } from "../src/machine/clocks.ts";
import { knownModel, watchMachine } from "../src/machine/facts.ts";
import { parseTurbo, readGovernors, readTurbo } from "../src/machine/frequency.ts";
import { isOnBattery, type PowerSupply, readOnBattery } from "../src/machine/power-supply.ts";
import {
  parseAvailableBytes,
  parseCpuPressure,
  parseCpuTicks,
  parseIsVirtual,
  stealShareBetween,
} from "../src/machine/proc.ts";
import { accumulators, compileSimdKernels } from "../src/machine/simd-module.ts";
import { measureThroughput, type Throughput } from "../src/machine/throughput.ts";
import { cpuMsOf } from "../src/sandbox/counters.ts";
import { measuring } from "./measuring.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("the ticks of /proc/stat", measuring, () => {
  it.each([
    // user, nice, system, irq, softirq and steal; not idle, iowait and the guests' times.
    ["cpu  100 20 30 9000 700 4 5 6 80 9\ncpu0 1 2 3 4 5 6 7 8 9 10", { wanted: 165, stolen: 6 }],
    ["cpu  100 20 30 9000 700 4 5 0\nintr 1", { wanted: 159, stolen: 0 }],
  ])("are those of all CPUs together: %j", (stat, ticks) => {
    expect(parseCpuTicks(stat)).toEqual(ticks);
  });

  it.each(["", "cpu  100 20 30 9000", "intr 1 2 3 4 5 6 7 8"])("are unknown from %j", (stat) => {
    expect(parseCpuTicks(stat)).toBeUndefined();
  });

  const before = { wanted: 1000, stolen: 10 };
  it.each([
    [{ wanted: 1200, stolen: 10 }, 0],
    [{ wanted: 1200, stolen: 60 }, 0.25],
    [{ wanted: 1100, stolen: 11 }, 0.01],
    [{ wanted: 1099, stolen: 30 }, undefined],
    [before, undefined],
  ])("give the share stolen until %j, unless the CPUs hardly worked: %j", (after, share) => {
    expect(stealShareBetween(before, after)).toBe(share);
  });
});

describe("the texts of /proc", measuring, () => {
  const full = "full avg10=7.00 avg60=0.00 avg300=0.00 total=0";
  it.each([
    [`some avg10=12.50 avg60=1.06 avg300=1.59 total=107\n${full}`, 0.125],
    [`some avg10=0.00 avg60=1.06 avg300=1.59 total=107\n${full}`, 0],
    [full, undefined],
    ["", undefined],
  ])("tell the pressure on the CPUs: %j", (pressure, share) => {
    expect(parseCpuPressure(pressure)).toBe(share);
  });

  it.each([
    ["MemTotal:       24731708 kB\nMemFree: 2 kB\nMemAvailable:   1000 kB\n", 1_024_000],
    ["MemTotal:       24731708 kB\nMemFree: 2 kB\n", undefined],
  ])("tell the available memory: %j", (meminfo, bytes) => {
    expect(parseAvailableBytes(meminfo)).toBe(bytes);
  });

  it.each([
    ["processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm\n", true],
    ["processor\t: 0\nvmx flags\t: hypervisor\nflags\t\t: fpu vme lahf_lm\n", false],
    ["processor\t: 0\nFeatures\t: fp asimd evtstrm\n", undefined],
  ])("tell a virtual machine on x86: %j", (cpuinfo, isVirtual) => {
    expect(parseIsVirtual(cpuinfo)).toBe(isVirtual);
  });
});

describe("the frequency of the CPUs", measuring, () => {
  it("has a governor for each CPU, in the order of their numbers", () => {
    const folder = temporaryFolder({
      "cpu0/cpufreq/scaling_governor": "performance\n",
      "cpu2/cpufreq/scaling_governor": "powersave\n",
      "cpu10/cpufreq/scaling_governor": "schedutil\n",
      "cpufreq/scaling_governor": "not a CPU's\n",
      "cpu11/topology/core_id": "0\n",
    });
    expect(readGovernors(folder)).toEqual(["performance", "powersave", "schedutil"]);
  });

  it("has unknown governors in a virtual machine and on other platforms", () => {
    const folder = temporaryFolder({ "cpu0/topology/core_id": "0\n" });
    expect(readGovernors(folder)).toBeUndefined();
    expect(readGovernors(`${folder}/nowhere`)).toBeUndefined();
  });

  it.each([
    ["0", undefined, "on"],
    ["1", undefined, "off"],
    [undefined, "1", "on"],
    [undefined, "0", "off"],
    ["1", "1", "off"],
    ["0", "0", "on"],
    ["", "1", undefined],
    [undefined, undefined, undefined],
  ])("with no_turbo %j and boost %j has turbo %j", (noTurbo, boost, turbo) => {
    expect(parseTurbo(noTurbo, boost)).toBe(turbo);
  });

  it.each([
    [{ "intel_pstate/no_turbo": "1\n" }, "off"],
    [{ "cpufreq/boost": "1\n" }, "on"],
    [{}, undefined],
  ])("reads the switch of the driver that is there: %j", (files, turbo) => {
    expect(readTurbo(temporaryFolder(files))).toBe(turbo);
  });
});

describe("the power supply", measuring, () => {
  const supply = (type: string, online?: string, scope?: string): PowerSupply => {
    return { type, online, scope };
  };
  it.each<[string, PowerSupply[], boolean | undefined]>([
    ["a laptop that is plugged in", [supply("Mains", "1"), supply("Battery")], false],
    ["a laptop on its battery", [supply("Mains", "0"), supply("Battery")], true],
    ["one fed by USB", [supply("Mains", "0"), supply("USB", "1"), supply("Battery")], false],
    ["a desktop with a USB port", [supply("USB", "0")], undefined],
    ["a wireless mouse", [supply("USB", "0"), supply("Battery", "1", "Device")], undefined],
    ["a battery alone", [supply("Battery")], undefined],
    ["nothing", [], undefined],
  ])("of %s is told from the battery", (_, supplies, expected) => {
    expect(isOnBattery(supplies)).toBe(expected);
  });

  it("is read from a folder for each supply", () => {
    const folder = temporaryFolder({
      "AC/type": "Mains\n",
      "AC/online": "0\n",
      "BAT0/type": "Battery\n",
    });
    expect(readOnBattery(folder)).toBe(true);
    expect(readOnBattery(`${folder}/nowhere`)).toBeUndefined();
  });
});

describe("the facts of this machine", measuring, () => {
  const facts = watchMachine()();

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
