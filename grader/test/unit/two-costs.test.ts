import { describe, expect, it } from "vitest";
import type { MetricName } from "../../src/contract/index.ts";
import type { Measurement } from "../../src/engine/measurement/measurement.ts";
import type { CpuEvidence, SideEvidence } from "../../src/evidence/evidence.ts";
import { reportPage } from "../../src/reports/page/page.ts";
import { reportEvidence } from "../../src/reports/terminal.ts";
import { explainTwoCosts } from "../../src/reports/two-costs.ts";
import { exampleMeasurement, exampleResult, plainSide } from "../support/example-results.ts";

/** A profile of 60 calls, each on an input of its own, that took so much CPU time each. */
function profiled(msPerCall: number, made: Partial<CpuEvidence["made"]> = {}): SideEvidence {
  const { cpu } = plainSide;
  if (cpu.state === "missing") throw new Error("the example has a profile");
  const all = { inputs: 60, cpuMsPerCall: msPerCall, ...made };
  return { ...plainSide, cpu: { ...cpu, msPerCall, made: all } };
}

/** A grading whose baseline takes 12 ms on both, and whose candidate was measured at 6 ms. */
function graded(candidate: SideEvidence, measurement: Measurement = exampleMeasurement(2)) {
  const evidence = { baseline: profiled(12), candidate };
  return exampleResult({ outcome: "passed", measurement }, { evidence });
}

const measuredIn = (metric: MetricName, contention = 1) =>
  exampleMeasurement(2, contention, 3, metric);

describe("the costs of a call in the verdict and in the profile", () => {
  it.each([6, 8.9, 4.1])("are not compared where they are about the same: 6 and %d ms", (ms) => {
    expect(explainTwoCosts(graded(profiled(ms)))).toEqual([]);
  });

  it.each<[string, SideEvidence, Measurement, RegExp]>([
    [
      "inputs that came again",
      profiled(0.3, { inputs: 4 }),
      exampleMeasurement(2),
      /60 calls on 4 inputs: on an input that it has seen before, this version may be faster/,
    ],
    [
      "V8's other threads",
      profiled(3, { cpuMsPerCall: 5.8 }),
      exampleMeasurement(2),
      /such as the V8 threads that compile and collect garbage/,
    ],
    [
      "calls that were the first of a process",
      profiled(0.5),
      measuredIn("peak memory"),
      /The measured calls are the first of a process; the profiled ones came after a warm-up/,
    ],
    ["cold calls", profiled(0.5), measuredIn("counted operations"), /hardly warmed up/],
    ["a busy machine", profiled(0.5), measuredIn("cpu time", 2), /The machine was busy/],
    ["nothing that is known", profiled(0.5), exampleMeasurement(2), /Why is not known/],
    ["nothing, when it is the slower", profiled(20), exampleMeasurement(2), /Why is not known/],
  ])("differ because of %s", (_, candidate, measurement, why) => {
    const [text, ...others] = explainTwoCosts(graded(candidate, measurement));
    expect(text).toMatch(why);
    expect(text).toMatch(/^A call of this version took 6 ms of CPU time/);
    expect(others).toEqual([]);
  });

  it("are compared on both sides", () => {
    const evidence = { baseline: profiled(1), candidate: profiled(1) };
    const outcome = { outcome: "passed", measurement: exampleMeasurement(2) } as const;
    const texts = explainTwoCosts(exampleResult(outcome, { evidence }));
    expect(texts.map((text) => /^A call of ([a-z ]+) took/.exec(text)?.[1])).toEqual([
      "this version",
      "the baseline",
    ]);
  });

  it.each<[string, SideEvidence, MetricName]>([
    ["a server's requests", { ...profiled(0.5), cpu: plainSide.cpu }, "latency p99"],
    ["the start of a process", profiled(0.5), "start-up time"],
    [
      "a side without a profile",
      { ...plainSide, cpu: { state: "missing", why: "so" } },
      "cpu time",
    ],
  ])("are not compared for %s", (_, candidate, metric) => {
    const evidence = { baseline: candidate, candidate };
    const outcome = { outcome: "passed", measurement: measuredIn(metric) } as const;
    expect(explainTwoCosts(exampleResult(outcome, { evidence }))).toEqual([]);
  });

  it("are in the terminal's report and on the page", () => {
    const result = graded(profiled(0.5));
    const reported = { result, sourceFolder: "packages/x/src", reused: false };
    const style = { color: false, width: 100 };
    const text = reportEvidence(reported, style, "/course").replaceAll(/\s+/g, " ");
    expect(text).toContain("took 6 ms of CPU time when it was measured, and 500 µs in the profile");
    expect(reportPage(reported, { history: [], links: [] }).toString()).toContain(
      "Why is not known",
    );
  });
});
