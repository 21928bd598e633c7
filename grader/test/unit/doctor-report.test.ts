import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { busyBetween, isTooBusyFor } from "../../src/engine/machine/busy-cpus.ts";
import { judgeMachine, trustByMetric } from "../../src/engine/machine/doctor-checks.ts";
import type { MeasuredMachine } from "../../src/engine/machine/measured-machine.ts";
import { reportDoctor } from "../../src/reports/doctor.ts";

const good: MeasuredMachine = {
  facts: {
    platform: "linux",
    cpuModel: "AMD Ryzen 7 7840U w/ Radeon 780M Graphics",
    cores: 8,
    governors: Array.from({ length: 8 }, () => "performance"),
    turbo: "on",
    isVirtual: false,
    stealShare: 0,
    busyCpus: { busy: 0.2, all: 8 },
    load: 0.4,
    cpuPressure: 0.02,
    memory: { totalBytes: 32.1e9, availableBytes: 24.2e9 },
    isOnBattery: false,
    pinnableCpus: [0, 1, 2, 3, 4, 5, 6, 7],
    readsCpuFromOutside: true,
  },
  clocks: {
    wall: { stepMs: 0.0001, costUs: 0.05 },
    cpuUsage: { stepMs: 0.001, costUs: 0.4 },
    outside: { stepMs: 0.05, costUs: 40 },
  },
  throughput: {
    copy: {
      level1: { bytes: 16_000, gigabytesPerSecond: 301 },
      level2: { bytes: 128_000, gigabytesPerSecond: 92 },
      memory: { bytes: 256_000_000, gigabytesPerSecond: 24.5 },
    },
    sum: {
      level2: { bytes: 128_000, gigabytesPerSecond: 19.5 },
      memory: { bytes: 256_000_000, gigabytesPerSecond: 7.25 },
    },
    multiplyAdd: { scalar: 8.5, f64x2: 17.5, f32x4: 35.5 },
  },
  noise: {
    forks: 6,
    bias: 1.01,
    low: 0.95,
    high: 1.07,
    forkSpread: 0.04,
    contention: 1.02,
    samplesDropped: 1,
    seconds: 4.2,
  },
};

/** The good machine with some things different. */
function machine(change: { [Part in keyof MeasuredMachine]?: Partial<MeasuredMachine[Part]> }) {
  return {
    facts: { ...good.facts, ...change.facts },
    clocks: { ...good.clocks, ...change.clocks },
    throughput: { ...good.throughput, ...change.throughput },
    noise: { ...good.noise, ...change.noise },
  } satisfies MeasuredMachine;
}

const coarse = { stepMs: 15.6, costUs: 0.4 };
const ownOnly = { outside: undefined };
const fine = { stepMs: 1, costUs: 0.4 };
const mac = { platform: "darwin", pinnableCpus: [], readsCpuFromOutside: false } as const;

const poor = machine({
  facts: {
    governors: ["powersave", "powersave", "performance"],
    isVirtual: true,
    stealShare: 0.3,
    load: 9.5,
    isOnBattery: true,
    pinnableCpus: [],
    readsCpuFromOutside: false,
  },
  clocks: { cpuUsage: coarse, outside: undefined },
  noise: { bias: 1.2, low: 1.1, high: 1.31, forkSpread: 0.2, contention: 1.3 },
});

const nothingReadable = machine({
  facts: {
    ...mac,
    cpuModel: undefined,
    governors: undefined,
    turbo: undefined,
    isVirtual: undefined,
    stealShare: undefined,
    load: undefined,
    cpuPressure: undefined,
    memory: { totalBytes: 16e9, availableBytes: undefined },
    isOnBattery: undefined,
  },
  clocks: { outside: undefined },
});

/** A report on one line, as a reader reads it. */
const flowing = (text: string) => text.replaceAll(/\s+/g, " ");

describe("the metrics that can be trusted", () => {
  const trustOf = (report: MeasuredMachine) => trustByMetric(report).map(({ trust }) => trust);

  it("are all of them on a good machine", () => {
    expect(trustOf(good)).toEqual(["good", "good", "good"]);
    const flat = flowing(reportDoctor(good, { color: false, width: 80 }));
    expect(flat).toContain(
      "✓ wall time, latency, event-loop delay and start-up time can be trusted",
    );
  });

  it("are those of no clock, and CPU time, where others use the CPUs", () => {
    const busy = machine({ facts: { busyCpus: { busy: 7, all: 8 } } });
    expect(trustOf(busy)).toEqual(["good", "good", "poor"]);
  });

  it("are those of no clock, where measuring the same code shows a difference", () => {
    expect(trustOf(poor)).toEqual(["good", "poor", "poor"]);
  });
});

describe("the CPUs that others keep busy", () => {
  const times = (busy: number, idle: number) => ({
    model: "",
    speed: 0,
    times: { user: busy / 2, nice: 0, sys: busy / 2, idle, irq: 0 },
  });

  it("are what was not idle between two looks", () => {
    const before = [times(100, 900), times(50, 0)];
    const after = [times(150, 950), times(150, 0)];
    expect(busyBetween(before, after)).toEqual({ busy: 1.5, all: 2 });
  });

  it.each([
    [0.4, 2, false],
    [0.6, 2, true],
    [6, 8, false],
    [7, 8, true],
    [0.1, 1, false],
    [0.4, 1, true],
  ])("are too many for the wall's clock: %f of %d", (busy, all, isTooMany) => {
    expect(isTooBusyFor("wall", { busy, all })).toBe(isTooMany);
    expect(isTooBusyFor("cpu", { busy, all })).toBe(false);
  });
});

describe("the diagnosis", () => {
  it("of a good machine finds nothing", () => {
    expect(judgeMachine(good)).toEqual({ trust: "good", problems: [] });
  });

  it.each([
    ["an A/A interval above 1", { noise: { low: 1.001, high: 1.2 } }, "poor", "against itself"],
    ["an A/A interval below 1", { noise: { low: 0.9, high: 0.999 } }, "poor", "against itself"],
    ["no A/A interval", { noise: { low: Number.NaN } }, "poor", "against itself"],
    ["some spread of forks", { noise: { forkSpread: 0.081 } }, "fair", "differ by more"],
    ["a wide spread of forks", { noise: { forkSpread: 0.161 } }, "poor", "differ by more"],
    ["some contention", { noise: { contention: 1.16 } }, "fair", "compete"],
    ["much contention", { noise: { contention: 1.51 } }, "poor", "compete"],
    ["a coarse wall clock", { clocks: { wall: coarse } }, "poor", "steps"],
    ["a coarse outside clock", { clocks: { outside: coarse } }, "poor", "steps"],
    ["a coarse clock of its own", { clocks: { ...ownOnly, cpuUsage: coarse } }, "poor", "steps"],
    ["some steal time", { facts: { stealShare: 0.051 } }, "fair", "virtual machine"],
    ["much steal time", { facts: { stealShare: 0.21 } }, "poor", "virtual machine"],
    ["all CPUs in use", { facts: { busyCpus: { busy: 7.5, all: 8 } } }, "fair", "wall time"],
    ["a load above the cores", { facts: { load: 8.1 } }, "fair", "cores"],
    ["no pinning", { facts: { pinnableCpus: [] } }, "fair", "pinned"],
    ["no outside clock", { facts: { readsCpuFromOutside: false } }, "fair", "outside"],
    [
      "one saving governor",
      { facts: { governors: ["performance", "powersave"] } },
      "fair",
      "1 of 2",
    ],
    ["a battery", { facts: { isOnBattery: true } }, "fair", "battery"],
  ] as const)("of a machine with %s is one problem", (_, change, trust, words) => {
    const { problems, ...diagnosis } = judgeMachine(machine(change));
    expect(diagnosis.trust).toBe(trust);
    expect(problems.map((problem) => problem.trust)).toEqual([trust]);
    expect(problems[0]?.what).toContain(words);
  });

  it.each([
    ["an A/A interval that ends at 1", { noise: { low: 1, high: 1.2 } }],
    ["a spread of 8 %", { noise: { forkSpread: 0.08 } }],
    ["a contention of 1.15", { noise: { contention: 1.15 } }],
    ["a clock with steps of 1 ms", { clocks: { wall: fine, outside: fine } }],
    ["a coarse own clock that is not used", { clocks: { cpuUsage: coarse } }],
    ["5 % of steal time", { facts: { stealShare: 0.05 } }],
    ["a load of as many as cores", { facts: { load: 8 } }],
    ["another governor", { facts: { governors: ["schedutil"] } }],
    ["unknown steal time", { facts: { stealShare: undefined, load: undefined } }],
    ["unknown governors", { facts: { governors: undefined, isOnBattery: undefined } }],
    ["a hypervisor that steals nothing", { facts: { isVirtual: true } }],
  ])("of a machine with %s finds nothing", (_, change) => {
    expect(judgeMachine(machine(change)).problems).toEqual([]);
  });

  it("names the worst problems first", () => {
    const { trust, problems } = judgeMachine(poor);
    expect(trust).toBe("poor");
    const levels = problems.map((problem) => problem.trust);
    expect(levels).toEqual([...Array(4).fill("poor"), ...Array(6).fill("fair")]);
  });

  it("gives remedies that the platform has", () => {
    const remedies = (report: MeasuredMachine) =>
      judgeMachine(report)
        .problems.map(({ remedy }) => remedy)
        .join("\n");
    expect(remedies(machine({ facts: { pinnableCpus: [] } }))).toContain("install taskset");
    expect(remedies(machine({ facts: mac }))).not.toContain("install");
    expect(remedies(machine({ facts: mac }))).toContain("on Linux they can be pinned");
    const windows = machine({ facts: { ...mac, platform: "win32" }, clocks: { wall: coarse } });
    expect(remedies(windows)).toContain("WSL 2");
  });
});

describe("the doctor's report", () => {
  it.each([
    ["good", good, "✓ Verdicts can be trusted here."],
    ["fair", machine({ facts: mac }), "? Verdicts can be trusted, but 2 things could be better."],
    ["poor", poor, "✗ Verdicts measured here will often be inconclusive: 10 things could be"],
  ])("on a %s machine begins with the verdict", (_, report, verdict) => {
    const text = flowing(reportDoctor(report, { color: false, width: 50 }));
    expect(text.slice(0, verdict.length)).toBe(verdict);
  });

  it.each([
    "AMD Ryzen 7 7840U w/ Radeon 780M Graphics",
    "8 usable",
    "governor performance turbo on power plugged in",
    "load 0.4 in the last minute",
    "in 2 % of the last 10 s",
    "32.1 GB, 24.2 GB available",
    "possible on 8 CPUs",
    "CPU, outside steps of 50 µs, 40 µs to read",
    "1.01x (between 0.95x and 1.07x)",
    "differ by 4 %",
    "wall/CPU 1.02x",
    "6 forks in 4.2 s",
    "1 disturbed sample",
    "24.5 GB/s over 256 MB, from memory",
    "8.5 GFLOP/s, doubles in JavaScript",
    "35.5 GFLOP/s, floats in WebAssembly SIMD",
    "upper limits for numeric exercises",
  ])("has the fact: %s", (fact) => {
    expect(flowing(reportDoctor(good, { color: false, width: 100 }))).toContain(fact);
  });

  it("of a poor machine says what to do about each problem", () => {
    const text = flowing(reportDoctor(poor, { color: false, width: 100 }));
    for (const words of [
      "powersave (2 CPUs), performance (1 CPU)",
      "Close other programs",
      "Plug in the power supply",
      "Set the governor to performance: sudo cpupower frequency-set -g performance",
      "Run natively rather than in this virtual machine if you can; verdicts still hold",
      "Install taskset",
    ]) {
      expect(text).toContain(words);
    }
  });

  it("of a good machine has nothing to say about what could be better", () => {
    const title = "what could be better";
    expect(reportDoctor(good, { color: false, width: 100 })).not.toContain(title);
    expect(reportDoctor(poor, { color: false, width: 100 })).toContain(title);
  });

  it("says of each fact that can't be read that it can't", () => {
    const text = reportDoctor(nothingReadable, { color: false, width: 100 });
    expect(text.match(/can't be read here/g)).toHaveLength(10);
    expect(text).not.toMatch(/undefined|NaN/);
  });

  const reports = { good, poor, nothingReadable };
  const widths = [50, 60, 100];
  const cases = Object.entries(reports).flatMap(([name, report]) =>
    widths.map((width) => ({ name, report, width })),
  );
  it.each(cases)("keeps within $width columns: $name", ({ report, width }) => {
    const lines = reportDoctor(report, { color: false, width }).split("\n");
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it("keeps a number beside its unit", () => {
    const lines = reportDoctor(poor, { color: false, width: 50 }).split("\n");
    expect(lines.filter((line) => /^\s*(%|GB|µs|GFLOP)/.test(line))).toEqual([]);
  });

  it.each([40, 50, 100])("keeps a command on a line of its own at %i columns", (width) => {
    const lines = reportDoctor(poor, { color: false, width }).split("\n");
    expect(lines).toContain("    sudo cpupower frequency-set -g performance");
  });

  it.each(Object.entries(reports))("says the same in colour: %s", (_, report) => {
    const painted = reportDoctor(report, { color: true, width: 80 });
    const plain = reportDoctor(report, { color: false, width: 80 });
    expect(painted).not.toBe(plain);
    expect(stripVTControlCharacters(painted)).toBe(plain);
  });
});
