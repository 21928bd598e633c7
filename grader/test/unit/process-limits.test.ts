import { describe, expect, it } from "vitest";
import { baselineError } from "../../src/commands/grading/baseline-error.ts";
import { machineFailure } from "../../src/engine/machine-failure.ts";
import {
  adviceOnLimits,
  limitBehind,
  limitsMemory,
  lowLimits,
  parseLimits,
  withinOwn,
} from "../../src/engine/process-limits.ts";
import { WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { failureDetails } from "../../src/reports/failure-details.ts";
import { loadedFrom } from "../support/example-exercise.ts";

/** As the kernel prints it, with some limits replaced. */
function limits(rows: Readonly<Record<string, string>> = {}) {
  const usual = {
    "Max cpu time": "unlimited            unlimited            seconds",
    "Max data size": "unlimited            unlimited            bytes",
    "Max stack size": "8388608              unlimited            bytes",
    "Max processes": "96365                96365                processes",
    "Max open files": "20000                20000                files",
    "Max address space": "unlimited            unlimited            bytes",
    ...rows,
  };
  const lines = Object.entries(usual).map(([name, text]) => `${name.padEnd(26)}${text}     `);
  return parseLimits(
    ["Limit                     Soft Limit           Hard Limit", ...lines].join("\n"),
  );
}

describe("the limits of a process", () => {
  it("are read as the kernel writes them", () => {
    const found = limits();
    expect(found.get("Max stack size")).toEqual({ soft: 8388608, hard: Number.POSITIVE_INFINITY });
    expect(found.get("Max open files")).toEqual({ soft: 20000, hard: 20000 });
    expect(found.size).toBe(6);
  });

  it.each([
    [
      "Max open files",
      "32                   32                   files",
      "32 open files (ulimit -n)",
    ],
    [
      "Max processes",
      "20                   20                   processes",
      "20 processes (ulimit -u)",
    ],
    [
      "Max cpu time",
      "60                   60                   seconds",
      "60 CPU seconds (ulimit -t)",
    ],
    [
      "Max address space",
      "2048000000           2048000000           bytes",
      "2000000 kB of addresses (ulimit -v)",
    ],
    [
      "Max stack size",
      "262144               262144               bytes",
      "256 kB of stack (ulimit -s)",
    ],
    [
      "Max file size",
      "8192                 8192                 bytes",
      "8 kB for a file (ulimit -f)",
    ],
  ])("that are low are told as a shell names them: %s", (name, row, words) => {
    expect(lowLimits(limits({ [name]: row }))).toEqual([words]);
  });

  it("are none to speak of on a usual machine, and where the kernel does not tell", () => {
    expect(lowLimits(limits())).toEqual([]);
    expect(lowLimits(new Map())).toEqual([]);
    expect(adviceOnLimits([])).toBeUndefined();
  });

  it.each([
    ["ended by SIGKILL", { "Max cpu time": "60 60 seconds" }, "60 CPU seconds (ulimit -t)"],
    ["ended by SIGXCPU", { "Max cpu time": "60 60 seconds" }, "60 CPU seconds (ulimit -t)"],
    [
      "ended by SIGSEGV",
      { "Max stack size": "262144 262144 bytes" },
      "256 kB of stack (ulimit -s)",
    ],
    ["ended by SIGKILL", {}, undefined],
    ["ended by SIGSEGV", { "Max cpu time": "60 60 seconds" }, undefined],
    ["exited with code 1", { "Max cpu time": "60 60 seconds" }, undefined],
  ])("may be behind an end: %s", (how, rows: Record<string, string>, limit) => {
    const spaced = Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [name, row.replaceAll(" ", "   ")]),
    );
    expect(limitBehind(how, limits(spaced))).toBe(limit);
  });

  it.each([
    ["Max address space", true],
    ["Max data size", true],
    ["Max cpu time", false],
  ])("refuse memory or not: %s", (name, refuses) => {
    expect(limitsMemory(limits({ [name]: "1000   1000   bytes" }))).toBe(refuses);
  });

  it("bound what a child may have, which is never more than we ask for", () => {
    expect(withinOwn("Max open files", 4)).toBe(4);
    expect(withinOwn("no such limit", 1024)).toBe(1024);
  });
});

describe("a failure of the machine", () => {
  it("says what the process wrote, without stack and control characters, and what to do", () => {
    const wrote =
      "#\n# Fatal: \u001b[2Jno thread\n----- Native stack trace -----\n 1: 0x840e50 [node]\n";
    const { message, next } = machineFailure("a process ended", wrote);
    expect(message).toBe("a process ended; it wrote: # Fatal:  [2Jno thread");
    expect(next).toMatch(/memory|this shell allows/);
  });

  it("is bounded, however much was written", () => {
    expect(machineFailure("it ended", "line of text\n".repeat(10_000)).message.length).toBeLessThan(
      700,
    );
  });
});

describe("a baseline that fails", () => {
  const exited = { kind: "exited", during: "a call", how: "ended by SIGKILL" } as const;
  const threw = {
    kind: "threw",
    during: "a call",
    error: { name: "TypeError", message: "no", stack: "" },
  } as const;
  const advice = "this shell allows 32 open files (ulimit -n): allow more, or use another shell";

  it.each([
    ["by itself", exited, undefined, "it ended by SIGKILL", /^fix it in /],
    [
      "where limits are low",
      exited,
      advice,
      "it ended by SIGKILL",
      /^this shell allows 32 .*; if it is not that, fix it/,
    ],
    ["with an error of its own", threw, advice, "it threw TypeError: no", /^fix it in /],
  ] as const)("%s is told with what to do", (_what, failure, low, how, next) => {
    const error = baselineError(
      loadedFrom("/course/sum"),
      new WorkerFailed("baseline", failure),
      low,
    );
    expect(error.message).toContain(how);
    expect(error.next).toMatch(next);
  });
});

describe("a failure of the code in a shell with low limits", () => {
  const crashed = {
    outcome: "crashed",
    during: "a call",
    what: "RangeError: no",
    stack: "",
  } as const;

  it.each([
    [crashed, ["32 open files (ulimit -n)"], 1],
    [{ outcome: "out of memory", megabytes: 64 } as const, ["20 processes (ulimit -u)"], 1],
    [crashed, [], 0],
    [{ ...crashed, what: "Error: spawn EAGAIN" }, ["20 processes (ulimit -u)"], 1],
    [{ ...crashed, what: "exited with code 1" }, ["20 processes (ulimit -u)"], 1],
    [{ ...crashed, what: "Error: no such price" }, ["20 processes (ulimit -u)"], 0],
    [{ outcome: "refused", reasons: ["no"] } as const, ["32 open files (ulimit -n)"], 0],
  ])("says that the shell may be the reason: %j %j", (outcome, low, notes) => {
    const found = failureDetails(outcome, low).filter(([label]) => label === "note");
    expect(found).toHaveLength(notes);
  });
});
