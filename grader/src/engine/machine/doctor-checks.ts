import { isTooBusyFor } from "./busy-cpus.ts";
import type { MeasuredMachine } from "./measured-machine.ts";

/** What stands in the way of a verdict. */
export interface Problem {
  /** `fair`: verdicts hold but take longer, or need more luck. `poor`: many will be inconclusive. */
  readonly trust: "fair" | "poor";
  readonly what: string;
  readonly remedy: string;
  /** What to type for the remedy, where there is such a command. */
  readonly command?: string;
}

/** Whether verdicts measured on a machine can be trusted, and what to change, the worst first. */
export interface MachineTrust {
  /** That of the worst problem. */
  readonly trust: "good" | "fair" | "poor";
  readonly problems: readonly Problem[];
}

/** From where on a figure is a problem: above `fair`, and above `poor`. */
interface Thresholds {
  readonly fair: number;
  readonly poor: number;
}

/**
 * The standard deviation between forks, in logs. Verdicts expect 0.08 beforehand; at twice that the
 * moderated interval is 1.4 times (3 forks) to 1.75 times (10 forks) as wide.
 */
const forkSpread: Thresholds = { fair: 0.08, poor: 0.16 };

/**
 * Wall time / CPU time, about 1 on a quiet machine. At 1.15 an eighth of the wall time goes to
 * others; above 1.5, measuring makes every interval wider by 0.15 in the logarithm.
 */
const contention: Thresholds = { fair: 1.15, poor: 1.5 };

/**
 * Of the time that the CPUs wanted. Some kernels count stolen time as CPU time. Even then 5 % is less
 * than the 8 % that forks differ by anyway; 20 % is more than twice as much.
 */
const stealShare: Thresholds = { fair: 0.05, poor: 0.2 };

/** In ms. A batch lasts about 5 ms: a clock with longer steps can be off by more than a fifth. */
const coarsestStepMs = 1;

type Check = (report: MeasuredMachine) => Problem | undefined;

const checks: readonly Check[] = [
  biasProblem,
  ({ noise }) =>
    above(noise.forkSpread, forkSpread, {
      what: "fresh processes with the same code differ by more than the 8 % that verdicts expect",
      remedy: "close other programs; where that doesn't help, grade with --thorough",
    }),
  ({ noise }) =>
    above(noise.contention, contention, {
      what: "other programs compete for the CPU",
      remedy: "close other programs, above all browsers, builds and file indexing",
    }),
  clockProblem,
  ({ facts }) =>
    above(facts.stealShare, stealShare, {
      what: "the host of this virtual machine gives its CPUs to others part of the time",
      remedy:
        "run natively rather than in this virtual machine if you can; verdicts still hold, because " +
        "both versions are slowed down alike, but more of them will be inconclusive",
    }),
  loadProblem,
  busyProblem,
  pinningProblem,
  outsideClockProblem,
  governorProblem,
  batteryProblem,
];

/** Judges a machine. Pure: the same report gives the same judgement. */
export function judgeMachine(report: MeasuredMachine): MachineTrust {
  const found = checks.map((check) => check(report)).filter((problem) => problem !== undefined);
  const poor = found.filter(({ trust }) => trust === "poor");
  const fair = found.filter(({ trust }) => trust === "fair");
  return { trust: worstOf(found), problems: [...poor, ...fair] };
}

function above(
  value: number | undefined,
  limits: Thresholds,
  problem: Omit<Problem, "trust">,
): Problem | undefined {
  if (value === undefined || value <= limits.fair) return undefined;
  return { trust: value > limits.poor ? "poor" : "fair", ...problem };
}

/** Written so that an interval that could not be computed is a problem, too. */
function biasProblem({ noise }: MeasuredMachine): Problem | undefined {
  if (noise.low <= 1 && noise.high >= 1) return undefined;
  return {
    trust: "poor",
    what: "the same code measured against itself is not 1x: speedups are off by about as much",
    remedy:
      "close other programs and run this again; while it stays so, don't rely on a verdict whose " +
      "speedup is near the target",
  };
}

/** Looks at the clocks that decide here: wall time, and CPU time from outside where there is one. */
function clockProblem({ clocks, facts }: MeasuredMachine): Problem | undefined {
  const steps = [clocks.wall.stepMs, (clocks.outside ?? clocks.cpuUsage).stepMs];
  if (steps.every((step) => step <= coarsestStepMs)) return undefined;
  return {
    trust: "poor",
    what: "a clock moves in steps that are too long for batches of 5 ms",
    remedy:
      facts.platform === "linux"
        ? "grade outside of this container or emulator: Linux itself has finer clocks"
        : "grade on Linux; on Windows, that can be WSL 2",
  };
}

function loadProblem({ facts }: MeasuredMachine): Problem | undefined {
  if (facts.load === undefined || facts.load <= facts.cores) return undefined;
  return {
    trust: "fair",
    what: "more processes wanted to run in the last minute than there are cores",
    remedy: "close other programs, or wait until they are done",
  };
}

function busyProblem({ facts: { busyCpus } }: MeasuredMachine): Problem | undefined {
  if (!isTooBusyFor("wall", busyCpus)) return undefined;
  return {
    trust: "fair",
    what: "other programs leave too few CPUs for wall time, latency, event-loop delay and start-up time",
    remedy: "close other programs, above all browsers, builds and file indexing",
  };
}

/** A kind of metric, and whether it can be measured here now. */
export interface MetricTrust {
  /** What they are read from. */
  readonly clock: string;
  readonly metrics: string;
  readonly trust: MachineTrust["trust"];
}

/** Which metrics' verdicts can be relied on: what disturbs a clock does not disturb a count. */
export function trustByMetric(machine: MeasuredMachine): MetricTrust[] {
  const { trust, problems } = judgeMachine(machine);
  const isBusy = busyProblem(machine) !== undefined;
  const cpu = problems.filter(({ what }) => what !== busyProblem(machine)?.what);
  return [
    { clock: "none", metrics: "bytes and operations", trust: "good" },
    { clock: "CPU time", metrics: "CPU time and growth", trust: worstOf(cpu) },
    {
      clock: "the wall's",
      metrics: "wall time, latency, event-loop delay and start-up time",
      trust: isBusy ? "poor" : trust,
    },
  ];
}

function worstOf(problems: readonly Problem[]): MachineTrust["trust"] {
  if (problems.some(({ trust }) => trust === "poor")) return "poor";
  return problems.length > 0 ? "fair" : "good";
}

function pinningProblem({ facts }: MeasuredMachine): Problem | undefined {
  if (facts.pinnableCpus.length > 0) return undefined;
  return {
    trust: "fair",
    what: "processes can't be pinned, so the two versions may run on CPUs of different speed",
    remedy:
      facts.platform === "linux"
        ? "install taskset, which is part of the package util-linux"
        : "no remedy on this system; on Linux they can be pinned",
  };
}

function outsideClockProblem({ facts }: MeasuredMachine): Problem | undefined {
  if (facts.readsCpuFromOutside) return undefined;
  return {
    trust: "fair",
    what: "the CPU time of a process can't be read from outside, so each reports its own",
    remedy:
      facts.platform === "linux"
        ? "run where /proc/<pid>/task/*/schedstat can be read; some containers hide it"
        : "no remedy on this system; on Linux it can be read",
  };
}

function governorProblem({ facts }: MeasuredMachine): Problem | undefined {
  const governors = facts.governors ?? [];
  const saving = governors.filter((governor) => governor === "powersave").length;
  if (saving === 0) return undefined;
  return {
    trust: "fair",
    what: `the frequency governor of ${saving} of ${governors.length} CPUs is powersave`,
    remedy: "set the governor to performance:",
    command: "sudo cpupower frequency-set -g performance",
  };
}

function batteryProblem({ facts }: MeasuredMachine): Problem | undefined {
  if (facts.isOnBattery !== true) return undefined;
  return {
    trust: "fair",
    what: "the machine runs on its battery and may slow its CPUs down",
    remedy: "plug in the power supply",
  };
}
