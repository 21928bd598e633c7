import {
  formatBytes,
  formatCount,
  formatEnds,
  formatMs,
  formatRatio,
  formatShare,
  plural,
} from "../contract/format.ts";
import type { Clock, Clocks } from "../engine/machine/clocks.ts";
import {
  judgeMachine,
  type MachineTrust,
  type Problem,
  trustByMetric,
} from "../engine/machine/doctor-checks.ts";
import type { MachineFacts } from "../engine/machine/facts.ts";
import type { MeasuredMachine, NoiseFloor } from "../engine/machine/measured-machine.ts";
import type { Bandwidth, Throughput } from "../engine/machine/throughput.ts";
import { paint, type Style, unbroken, wrap } from "./style.ts";

const looks = {
  good: { mark: "✓", color: "green" },
  fair: { mark: "?", color: "yellow" },
  poor: { mark: "✗", color: "red" },
} as const;

const ceilingTitle = "upper limits for numeric exercises (best of many runs, on one thread)";

/** A machine as text for a terminal: the verdict, the facts, what to change, the ceilings. */
export function reportDoctor(report: MeasuredMachine, style: Style): string {
  const trust = judgeMachine(report);
  return [
    ...verdictLines(trust, style),
    "",
    ...section("what can be measured here now, by clock", trustRows(report), style),
    ...section("this machine", factRows(report.facts), style),
    ...section("clocks", clockRows(report.clocks), style),
    ...section("the same code measured against itself", noiseRows(report.noise), style),
    ...problemLines(trust, style),
    ...section(ceilingTitle, ceilingRows(report.throughput), style),
  ].join("\n");
}

function verdictLines({ trust, problems }: MachineTrust, style: Style): string[] {
  const { mark, color } = looks[trust];
  const count = problems.length;
  const verdicts = {
    good: "Verdicts can be trusted here.",
    fair: `Verdicts can be trusted, but ${plural(count, "thing")} could be better.`,
    poor: `Verdicts measured here will often be inconclusive: ${plural(count, "thing")} could be better.`,
  };
  const lines = wrapped(`${mark} ${verdicts[trust]}`, style.width);
  return lines.map((line) => paint(style, ["bold", color], line));
}

/** Wraps text, and keeps every number on the same line as its unit. */
function wrapped(text: string, width: number): string[] {
  return wrap(text.replaceAll(/\d \S+/g, unbroken), width);
}

function problemLines({ problems }: MachineTrust, style: Style): string[] {
  if (problems.length === 0) return [];
  const blocks = problems.flatMap((problem) => [...problemBlock(problem, style), ""]);
  return [...titleLines("what could be better", style), ...blocks];
}

function problemBlock({ trust, what, remedy, command }: Problem, style: Style): string[] {
  const { mark, color } = looks[trust];
  const [first = "", ...rest] = wrapped(capitalized(what), style.width - 4);
  const steps = command === undefined ? remedy : `${remedy}\n${unbroken(command)}`;
  return [
    `  ${paint(style, color, mark)} ${first}`,
    ...[...rest, ...wrapped(capitalized(steps), style.width - 4)].map((line) => `    ${line}`),
  ];
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A fact with its name. */
type Row = readonly [label: string, text: string];

const labelWidth = 14;

function section(title: string, rows: readonly Row[], style: Style): string[] {
  return [...titleLines(title, style), ...rows.flatMap((row) => rowLines(row, style)), ""];
}

function titleLines(title: string, style: Style): string[] {
  return wrapped(title, style.width).map((line) => paint(style, "bold", line));
}

function rowLines([label, text]: Row, style: Style): string[] {
  const name = paint(style, "dim", label.padEnd(labelWidth));
  const lines = wrapped(text, style.width - 2 - labelWidth);
  return lines.map((line, index) => `  ${index === 0 ? name : " ".repeat(labelWidth)}${line}`);
}

const unreadable = "can't be read here";

/** The text of a fact, or that it is unreadable. */
function known<Fact>(fact: Fact | undefined, describe: (fact: Fact) => string): string {
  return fact === undefined ? unreadable : describe(fact);
}

function factRows(facts: MachineFacts): Row[] {
  return [
    ["CPU", facts.cpuModel ?? unreadable],
    ["cores", `${facts.cores} usable`],
    ["system", facts.platform],
    ["virtual", known(facts.isVirtual, (isVirtual) => (isVirtual ? "a virtual machine" : "no"))],
    [
      "steal time",
      known(facts.stealShare, (share) => `${formatShare(share)} of the CPU time wanted`),
    ],
    ["governor", known(facts.governors, describeGovernors)],
    ["turbo", facts.turbo ?? unreadable],
    ["power", known(facts.isOnBattery, (is) => (is ? "on battery" : "plugged in"))],
    [
      "busy CPUs",
      `${facts.busyCpus.busy.toFixed(1)} of ${facts.busyCpus.all}, without this program`,
    ],
    ["load", known(facts.load, (load) => `${formatCount(load)} in the last minute`)],
    ["pressure", known(facts.cpuPressure, describePressure)],
    ["memory", describeMemory(facts.memory)],
    ["pinning", describePinning(facts.pinnableCpus)],
  ];
}

/** One row for each kind of metric. */
function trustRows(report: MeasuredMachine): Row[] {
  const words = {
    good: "can be trusted",
    fair: "can be trusted, but more verdicts will be inconclusive",
    poor: "will often be inconclusive",
  };
  return trustByMetric(report).map(({ clock, metrics, trust }) => [
    clock,
    `${looks[trust].mark} ${metrics} ${words[trust]}`,
  ]);
}

/** `performance` or, where they differ, `performance (4 CPUs), powersave (4 CPUs)`. */
function describeGovernors(governors: readonly string[]): string {
  const groups = Map.groupBy(governors, (governor) => governor);
  if (groups.size === 1) return governors[0] ?? unreadable;
  return [...groups].map(([name, cpus]) => `${name} (${plural(cpus.length, "CPU")})`).join(", ");
}

const describePressure = (share: number) =>
  `some process waited for a CPU in ${formatShare(share)} of the last 10 s`;

function describeMemory({ totalBytes, availableBytes }: MachineFacts["memory"]): string {
  const gigabytes = (bytes: number) => `${formatCount(bytes / 1e9)} GB`;
  const available = known(availableBytes, (bytes) => `${gigabytes(bytes)} available`);
  return `${gigabytes(totalBytes)}, ${available}`;
}

function describePinning({ length }: readonly number[]): string {
  return length === 0 ? "processes can't be pinned" : `possible on ${plural(length, "CPU")}`;
}

function clockRows({ wall, outside, cpuUsage }: Clocks): Row[] {
  return [
    ["wall time", describeClock(wall)],
    ["CPU, outside", known(outside, describeClock)],
    ["CPU, own", describeClock(cpuUsage)],
  ];
}

function describeClock({ stepMs, costUs }: Clock): string {
  return `steps of ${formatMs(stepMs)}, ${formatMs(costUs / 1000)} to read`;
}

function noiseRows(noise: NoiseFloor): Row[] {
  const { bias, forks, seconds } = noise;
  const ends = formatEnds(noise);
  return [
    ["speedup", `${formatRatio(bias)} (between ${ends.low} and ${ends.high})`],
    ["forks", `differ by ${formatShare(noise.forkSpread)}; verdicts expect 8 %`],
    ["contention", `wall/CPU ${formatRatio(noise.contention)}`],
    ["measured", `${plural(forks, "fork")} in ${formatMs(seconds * 1000)}`],
    ["left out", `${plural(noise.samplesDropped, "disturbed sample")}`],
  ];
}

function ceilingRows({ copy, sum, multiplyAdd }: Throughput): Row[] {
  return [
    ["copying", `${describeBandwidth(copy.level1)}, in the level-1 cache`],
    ["", `${describeBandwidth(copy.level2)}, in the level-2 cache`],
    ["", `${describeBandwidth(copy.memory)}, from memory`],
    ["summing", `${describeBandwidth(sum.level2)}, doubles in JavaScript`],
    ["", `${describeBandwidth(sum.memory)}, from memory`],
    ["arithmetic", `${formatCount(multiplyAdd.scalar)} GFLOP/s, doubles in JavaScript`],
    ["", `${formatCount(multiplyAdd.f64x2)} GFLOP/s, doubles in WebAssembly SIMD`],
    ["", `${formatCount(multiplyAdd.f32x4)} GFLOP/s, floats in WebAssembly SIMD`],
  ];
}

const describeBandwidth = ({ bytes, gigabytesPerSecond }: Bandwidth) =>
  `${formatCount(gigabytesPerSecond)} GB/s over ${formatBytes(bytes)}`;
