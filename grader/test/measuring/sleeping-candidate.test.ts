import { afterEach, describe, expect, it, vi } from "vitest";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { speedupOf } from "../../src/engine/measurement/measurement.ts";
import { type GradingSchedule, quick } from "../../src/engine/measurement/schedule.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { grade } from "../../src/grading/pipeline.ts";
import { newProvenance } from "../../src/grading/provenance.ts";
import { explainClock } from "../../src/reports/verdict.ts";
import { loadedFrom, sumExercise } from "../support/example-exercise.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

describe("a candidate that sleeps instead of working", () => {
  afterEach(() => {
    expect(liveProcessCount()).toBe(0);
  });
  const works = `export function sum(list: number[]): number {
  const end = performance.now() + 4;
  while (performance.now() < end);
  return list.reduce((total, value) => total + value, 0);
}`;
  const sleeps = `const nobody = new Int32Array(new SharedArrayBuffer(4));
export function sum(list: number[]): number {
  Atomics.wait(nobody, 0, 0, 4);
  return list.reduce((total, value) => total + value, 0);
}`;

  /** Enough for clear verdicts. */
  const short: GradingSchedule = { ...quick, fewestForks: 1, fewestClearForks: 1, mostForks: 2 };

  it("does not pass in real processes: it is measured on the clock, and the result says so", async () => {
    const folder = temporaryFolder({ "baseline/index.ts": works, "src/index.ts": sleeps });
    const target = 4;
    const changes = { goal: { ...sumExercise.goal, target }, limits: { seconds: 60 } };
    const request = {
      exercise: loadedFrom(folder, changes),
      subject: "your code" as const,
      taken: await takeSubmission(`${folder}/src`, []),
      provenance: newProvenance(),
      schedule: short,
    };
    const result = await grade(request, {
      sandbox: processSandbox,
      now: () => performance.now(),
      onProgress: () => {},
      evidence: undefined,
    });
    if (!("measurement" in result.outcome)) throw new Error(JSON.stringify(result.outcome));
    const { measurement } = result.outcome;
    const { metric, waiting, perCall } = measurement;
    expect(result.outcome.outcome).not.toBe("passed");
    expect(metric).toBe("wall time");
    expect(speedupOf(measurement).estimate).toBeLessThan(target);
    // In CPU time it would have passed.
    expect(perCall.baseline.cpuMs / perCall.candidate.cpuMs).toBeGreaterThan(target);
    expect(waiting.candidate).toBeGreaterThan(0.5);
    expect(explainClock(result)).toContain("wall time was measured instead");
  });
});
