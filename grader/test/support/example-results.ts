import type { MetricName } from "../../src/contract/index.ts";
import type { MachineLimit } from "../../src/engine/machine/limit.ts";
import { forkOf, type Measurement, summarize } from "../../src/engine/measurement/measurement.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { metrics } from "../../src/engine/metrics/index.ts";
import type { Outcome, OutcomeName } from "../../src/engine/verdict/outcome.ts";
import type { SideEvidence } from "../../src/evidence/evidence.ts";
import type { GradingKey } from "../../src/grading/grading-key.ts";
import type { GradingResult } from "../../src/grading/result.ts";

/** A measurement of forks that all show the same speedup. */
export function exampleMeasurement(
  speedup: number,
  wallPerCpu = 1,
  forks = 3,
  metric: MetricName = "cpu time",
): Measurement {
  const sampleOf = (cost: number, calls: number) => ({
    cost,
    timing: { cpuMs: cost * calls, wallMs: cost * calls * wallPerCpu },
    calls,
  });
  const pair = { baseline: sampleOf(12, 2), candidate: sampleOf(12 / speedup, 2) };
  const fork = forkOf(Array(12).fill(pair), 0, 1);
  return summarize(metrics[metric], Array(forks).fill(fork), 2.5);
}

const notTried = { state: "missing", why: "not tried" } as const;

/** Evidence of a side whose hot spot takes three quarters of the time. */
export const plainSide: SideEvidence = {
  cpu: {
    state: "seen",
    ...{ msPerCall: 12, calls: 60, samples: 700, garbageCollection: 0.02 },
    functions: [
      { name: "findCustomer", file: "lookup.ts", line: 12, share: 0.75, msPerCall: 9 },
      { name: "total", file: "lookup.ts", line: 1, share: 0.2, msPerCall: 2.4 },
    ],
    lines: [
      { function: "findCustomer", file: "lookup.ts", line: 2, share: 0.5, msPerCall: 6 },
      { function: "total", file: "lookup.ts", line: 1, share: 0.2, msPerCall: 2.4 },
    ],
    elsewhere: [],
    flame: [
      {
        ...{ name: "total", file: "lookup.ts", line: 1, msPerCall: 12 },
        children: [
          { name: "findCustomer", file: "lookup.ts", line: 12, msPerCall: 9, children: [] },
        ],
      },
    ],
  },
  allocations: { state: "seen", bytesPerCall: 0, calls: 60, functions: [] },
  lineAllocations: { state: "seen", lines: [], calls: 60 },
  vitals: {
    state: "seen",
    ...{ calls: 60, bytesPerCall: 2000, garbageCollection: 0.02, collectionsPerCall: 0.1 },
  },
  shapes: notTried,
  flamegraph: { state: "written", path: "/course/.bottleneck/evidence/order-join/x/page.html" },
  sources: {
    "lookup.ts":
      "export const customers = [];\n  return customers.find((customer) => customer.id === id);\n",
  },
};

export const plainEvidence = { baseline: plainSide, candidate: plainSide };

/** The limit of a machine that the candidate of `passed` comes half-way to. */
export const exampleLimit: MachineLimit = {
  state: "seen",
  work: { bytes: 7.5e6, operations: 0 },
  ceilings: { bandwidth: { bytes: 7.5e6, gigabytesPerSecond: 10 }, gigaflops: 20 },
  least: { ms: 0.75, setBy: "memory" },
  share: { baseline: 0.0625, candidate: 0.5 },
};

/** One outcome of every kind. */
export const exampleOutcomes: { readonly [Name in OutcomeName]: Outcome & { outcome: Name } } = {
  passed: { outcome: "passed", measurement: exampleMeasurement(8) },
  "too slow": { outcome: "too slow", measurement: exampleMeasurement(1.5) },
  inconclusive: {
    outcome: "inconclusive",
    measurement: exampleMeasurement(4.02),
    reason: "too close to call",
  },
  "over a bound": {
    outcome: "over a bound",
    measurement: exampleMeasurement(8),
    bound: {
      atMost: 1.2,
      measurement: exampleMeasurement(0.4, 1, 3, "peak memory"),
      decision: "broken",
    },
  },
  "grows too fast": {
    outcome: "grows too fast",
    measurement: exampleMeasurement(8),
    growth: {
      exponent: 1.94,
      below: 1.5,
      grows: "too fast",
      points: [1, 2, 4, 8].map((multiple) => ({ size: 100 * multiple, cpuMs: multiple ** 1.94 })),
    },
  },
  "wrong answer": {
    outcome: "wrong answer",
    kind: "different",
    on: "a random input of size 20 (seed 7)",
    input: ["[ { id: 3, region: 'north' } ]", "17"],
    problem: "the answer differs from the baseline's",
    expected: "42",
    actual: "41",
    path: "answer.regions[2].revenue",
  },
  crashed: {
    outcome: "crashed",
    during: "a call",
    on: 'the case "an empty list"',
    what: "TypeError: cannot read properties of undefined",
    stack: [
      "TypeError: cannot read properties of undefined",
      "    at revenueOf (file:///tmp/bottleneck-x/candidate/lookup.ts:9:13)",
      "    at file:///tmp/bottleneck-x/candidate/index.ts:3:7",
      "    at runTimedCalls (file:///course/grader/src/sandbox/runner.ts:84:24)",
    ].join("\n"),
  },
  "timed out": { outcome: "timed out", during: "loading", seconds: 10 },
  "out of memory": { outcome: "out of memory", megabytes: 512 },
  refused: {
    outcome: "refused",
    reasons: [
      "src/index.ts:4: this exercise does not allow node:fs",
      "src/link is a symbolic link",
    ],
  },
  tampered: { outcome: "tampered", what: "sent a reply that is not JSON" },
  undiagnosed: { outcome: "undiagnosed", diagnoses: 2 },
};

/** A grading with this outcome; evidence is there when a speedup was measured. */
export function exampleResult(
  outcome: Outcome,
  changes: Partial<GradingResult> = {},
): GradingResult {
  const evidence = "measurement" in outcome ? { evidence: plainEvidence } : {};
  return {
    exercise: {
      id: "order-join",
      title: "Joining orders with customers",
      metric: "cpu time",
      target: 4,
      stretch: 20,
      version: "0123456789abcdef",
    },
    subject: "your code",
    submission: "fedcba9876543210",
    outcome,
    ...evidence,
    provenance: exampleProvenance,
    schedule: quick,
    gradedAt: "2025-06-07T08:09:10.000Z",
    seconds: 3.5,
    ...changes,
  };
}

/** What the example results are stored under. */
export const exampleKey: GradingKey = {
  exercise: "order-join",
  exerciseVersion: "0123456789abcdef",
  submission: "fedcba9876543210",
  isolation: "permissions",
  schedule: quick,
  grader: "g1",
  node: "v26.10.0",
  drawing: "0x 6.0.0, d1",
  machine: "m1",
};

export const exampleProvenance: GradingResult["provenance"] = {
  grader: "g1",
  graderVersion: "0.1.0",
  memoryBytes: 16e9,
  release: "6.1.0",
  cpuTimeRead: "from outside",
  isolation: "permissions",
  node: "v26.10.0",
  v8: "14.0",
  platform: "linux-x64",
  cpuModel: "Example CPU",
  cores: 8,
  machine: "m1",
  load: 0.5,
  pinnedTo: [2, 3],
  seeds: { check: 100, time: 200 },
};
