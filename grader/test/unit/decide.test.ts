import { describe, expect, it } from "vitest";
import { contendedAbove } from "../../src/engine/measurement/contention.ts";
import type { Measurement } from "../../src/engine/measurement/measurement.ts";
import { decide, isHopeless } from "../../src/engine/verdict/decide.ts";
import { outcomeOfMeasurement } from "../../src/engine/verdict/outcome.ts";
import { outcomeOfFailure } from "../../src/engine/verdict/outcome-of-failure.ts";
import { withoutNodesAdvice } from "../../src/engine/verdict/permission-words.ts";
import { exampleMeasurement } from "../support/example-results.ts";

const target = 4;
const goal = Math.log(target);

/** A measurement whose interval lies where the test wants it. */
function measured(center: number, halfWidth: number, contention = 1): Measurement {
  return { ...exampleMeasurement(2), logSpeedup: { center, halfWidth }, contention };
}

const tiny = 1e-9;

describe("the verdict on a measured speedup", () => {
  it.each([
    ["far above the target", 3, 0.2],
    ["just above the target", 0.05 + tiny, 0.05],
  ])("is passed when the whole interval lies %s", (_where, above, halfWidth) => {
    expect(decide(measured(goal + above, halfWidth), target)).toEqual({ decision: "passed" });
  });

  it.each([
    ["far below the target", -3, 0.2],
    ["just below the target", -0.05 - tiny, 0.05],
  ])("is too slow when the whole interval lies %s", (_where, above, halfWidth) => {
    expect(decide(measured(goal + above, halfWidth), target)).toEqual({ decision: "too slow" });
  });

  it.each([
    ["in its middle", 0],
    ["just inside its lower end", 0.05 - tiny],
    ["just inside its upper end", -0.05 + tiny],
  ])("is too close to call when a tight interval has the target %s", (_where, above) => {
    expect(decide(measured(goal + above, 0.05), target)).toEqual({
      decision: "inconclusive",
      reason: "too close to call",
    });
  });

  it.each([
    ["the interval is wide", 0.3, 1],
    ["others compete for the machine", 0.05, contendedAbove.cpu + 0.1],
    ["both is the case", 0.3, contendedAbove.cpu + 0.1],
  ])("is too noisy to tell when %s", (_why, halfWidth, contention) => {
    expect(decide(measured(goal, halfWidth, contention), target)).toEqual({
      decision: "inconclusive",
      reason: "too noisy",
    });
  });

  it("blames the machine only above the limits, not at them", () => {
    const atTheLimits = decide(measured(goal, 0.1, contendedAbove.cpu), target);
    expect(atTheLimits).toEqual({ decision: "inconclusive", reason: "too close to call" });
    expect(decide(measured(goal, 0.1 + tiny), target)).toMatchObject({ reason: "too noisy" });
  });

  it("does not take a target that is exactly the interval's end for met or missed", () => {
    expect(decide(measured(goal + 0.25, 0.25), target).decision).toBe("inconclusive");
    expect(decide(measured(goal - 0.25, 0.25), target).decision).toBe("inconclusive");
  });

  it("takes a target that an exact count meets for met, and one just missed for missed", () => {
    expect(decide(measured(goal, 0), target).decision).toBe("passed");
    expect(decide(measured(goal + tiny, 0), target).decision).toBe("passed");
    expect(decide(measured(goal - tiny, 0), target).decision).toBe("too slow");
  });

  it("decides twice as far from the target when it is asked for twice the margin", () => {
    const measurement = measured(goal + 0.3, 0.2);
    expect(decide(measurement, target).decision).toBe("passed");
    expect(decide(measurement, target, 2).decision).toBe("inconclusive");
    expect(decide(measured(goal + 0.41, 0.2), target, 2).decision).toBe("passed");
  });

  it.each([
    ["is not, where nobody else uses the CPUs", 0, 0, false],
    ["is, where the target is nearer than what others may have done", 0.3, 0.4, true],
    ["is not, where the target is farther", 0.5, 0.4, false],
  ])("more forks: whether that %s of no use", (_what, above, allowance, hopeless) => {
    expect(isHopeless({ ...measured(goal + above, 0.1), allowance }, target)).toBe(hopeless);
  });

  it("decides in spite of noise when the speedup is far from the target", () => {
    expect(decide(measured(goal + 2, 0.5, 4), target).decision).toBe("passed");
    expect(decide(measured(goal - 2, 0.5, 4), target).decision).toBe("too slow");
  });
});

describe("the outcome of a measurement", () => {
  it.each([
    ["passed", 16],
    ["too slow", 1],
  ] as const)("is %s at a speedup of %d and carries the measurement", (outcome, speedup) => {
    const measurement = exampleMeasurement(speedup);
    expect(outcomeOfMeasurement(measurement, target)).toEqual({ outcome, measurement });
  });

  it("is inconclusive at the target, with the reason", () => {
    const measurement = exampleMeasurement(target);
    const outcome = outcomeOfMeasurement(measurement, target);
    expect(outcome).toEqual({ outcome: "inconclusive", reason: "too noisy", measurement });
  });
});

describe("the outcome of a failure", () => {
  const error = { name: "TypeError", message: "no", stack: "TypeError: no\n    at f" };

  it.each([
    [
      "an error",
      { kind: "threw", during: "a call", error },
      { outcome: "crashed", during: "a call", what: "TypeError: no", stack: error.stack },
    ],
    [
      "something thrown that is no error",
      { kind: "threw", during: "loading", error: { name: "", message: "42", stack: "" } },
      { outcome: "crashed", during: "loading", what: "threw 42", stack: "" },
    ],
    [
      "an exit",
      { kind: "exited", during: "a call", how: "exited with code 3" },
      { outcome: "crashed", during: "a call", what: "exited with code 3", stack: "" },
    ],
    [
      "an error that nobody caught",
      { kind: "threw", during: "a call", error, uncaught: "throw" },
      {
        outcome: "crashed",
        during: "a call",
        what: "TypeError: no (uncaught)",
        stack: error.stack,
      },
    ],
    [
      "an error with a cause",
      {
        kind: "threw",
        during: "a call",
        error: { ...error, behind: [{ is: "cause", name: "", message: "'disk'", stack: "" }] },
      },
      {
        outcome: "crashed",
        during: "a call",
        what: "TypeError: no",
        stack: error.stack,
        behind: [{ is: "cause", what: "'disk'", stack: "" }],
      },
    ],
    [
      "a promise that never settles",
      { kind: "never settled", during: "a call", what: "entry", entry: "sum" },
      {
        outcome: "crashed",
        during: "a call",
        what: "sum returned a promise that never settles: nothing is left to do that could settle it",
        stack: "",
      },
    ],
    [
      "a call without end",
      { kind: "timed out", during: "a call", seconds: 10 },
      { outcome: "timed out", during: "a call", seconds: 10 },
    ],
    [
      "a full heap",
      { kind: "out of memory", megabytes: 512 },
      { outcome: "out of memory", megabytes: 512 },
    ],
    [
      "another export",
      { kind: "missing export", entry: "sum", exports: ["add", "total"] },
      {
        outcome: "refused",
        reasons: ["src/index.ts must export the function sum; it exports add, total"],
      },
    ],
    [
      "no export",
      { kind: "missing export", entry: "sum", exports: [] },
      {
        outcome: "refused",
        reasons: ["src/index.ts must export the function sum; it exports nothing"],
      },
    ],
    [
      "a word that was not due",
      { kind: "broke the protocol", what: "sent nonsense" },
      { outcome: "tampered", what: "sent nonsense", with: "channel" },
    ],
    [
      "a changed built-in",
      { kind: "changed built-ins", what: "added to Array.prototype" },
      { outcome: "tampered", what: "added to Array.prototype", with: "built-ins" },
    ],
    [
      "a global that the grader takes away",
      {
        kind: "threw",
        during: "a call",
        error: { name: "ReferenceError", message: "fetch is not defined", stack: "" },
      },
      {
        outcome: "crashed",
        during: "a call",
        what: "ReferenceError: fetch is not defined: the grader takes Node's fetch away; there is no network; everything is in the arguments",
        stack: "",
      },
    ],
  ] as const)("that is %s says what happened", (_what, failure, outcome) => {
    expect(outcomeOfFailure(failure)).toEqual(outcome);
  });

  it("names the input where there was one", () => {
    const failure = { kind: "timed out", during: "a call", seconds: 1 } as const;
    expect(outcomeOfFailure(failure, '"one element"')).toMatchObject({ on: '"one element"' });
  });
});

describe("a message of Node's permission model", () => {
  it.each([
    ["fs-read", "reading files other than its input"],
    ["fs-write", "writing files other than those that it is asked for"],
    ["child-process", "starting a process"],
    ["net", "the network"],
    ["something-new", "something-new"],
  ])("about --allow-%s is told without the option", (option, what) => {
    const message = `Access to this API has been restricted. Use --allow-${option} to manage permissions.`;
    expect(withoutNodesAdvice(message)).toBe(`the grader does not allow ${what}`);
  });

  it.each([
    ["fsync API is disabled when Permission Model is enabled.", "fsync; leave it out"],
    ["fdatasync API is disabled when Permission Model is enabled.", "fdatasync; leave it out"],
    ["fchmod API is disabled when Permission Model is enabled.", "fchmod"],
    ["fs.symlink API requires full fs.read and fs.write permissions.", "symlink"],
  ])("says of a call what it is: %s", (message, what) => {
    expect(withoutNodesAdvice(message)).toBe(`the grader does not allow ${what}`);
  });

  it.each(["no such row", "Use --force", "the API is disabled"])("is no other: %s", (message) => {
    expect(withoutNodesAdvice(message)).toBe(message);
  });
});
