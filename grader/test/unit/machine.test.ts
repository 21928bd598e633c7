import { describe, expect, it } from "vitest";
import { parseTurbo, readGovernors, readTurbo } from "../../src/engine/machine/frequency.ts";
import {
  isOnBattery,
  type PowerSupply,
  readOnBattery,
} from "../../src/engine/machine/power-supply.ts";
import {
  parseAvailableBytes,
  parseCpuPressure,
  parseCpuTicks,
  parseIsVirtual,
  stealShareBetween,
} from "../../src/engine/machine/proc.ts";
import { measuring } from "../support/measuring.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

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
