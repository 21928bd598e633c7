import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { quick, thorough } from "../../src/engine/measurement/schedule.ts";
import type { Outcome, OutcomeName } from "../../src/engine/verdict/outcome.ts";
import type { SideEvidence } from "../../src/evidence/evidence.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { reportJson } from "../../src/reports/json.ts";
import type { Reported } from "../../src/reports/reported.ts";
import { printable, type Style, wrap } from "../../src/reports/style.ts";
import { reportSummary } from "../../src/reports/summary-table.ts";
import { reportEvidence, reportVerdict } from "../../src/reports/terminal.ts";
import {
  exampleLimit,
  exampleMeasurement,
  exampleOutcomes,
  exampleResult,
  plainEvidence,
  plainSide,
} from "../support/example-results.ts";

const wide: Style = { color: false, width: 100 };
const sourceFolder = "packages/order-join/src";
const outcomes = Object.values(exampleOutcomes);

const reported = (result: GradingResult, reused = false): Reported => ({
  result,
  sourceFolder,
  reused,
  page: "/course/.bottleneck/reports/order-join/x.html",
});

/** Both parts of what a terminal shows of a grading, one after the other. */
const reportResult = (grading: Reported, style: Style, root: string) =>
  reportVerdict(grading, style) + reportEvidence(grading, style, root);

const reportOf = (outcome: Outcome, style = wide) =>
  reportResult(reported(exampleResult(outcome)), style, "/course");

/** A report on one line, as a reader reads it. */
const flowing = (text: string) => text.replaceAll(/\s+/g, " ");

describe("the report of a grading", () => {
  const withMore = (more: Partial<GradingResult>) =>
    flowing(reportResult(reported(exampleResult(exampleOutcomes.passed, more)), wide, "/course"));

  it.each([
    [["old.ts"], "note not graded: old.ts, because index.ts does not import it"],
    [
      ["a.ts", "b.ts"],
      "note not graded: a.ts and 1 other file, because index.ts does not import them",
    ],
    [["a.ts", "b.ts", "c.wat"], "note not graded: a.ts and 2 other files, because"],
  ])("says what was left out of the student's folder: %j", (leftOut, words) => {
    expect(withMore({ leftOut })).toContain(words);
    expect(withMore({})).not.toContain("not graded");
  });

  it.each([
    [1, "index.ts:3: a is no b report"],
    [2, "index.ts:3: a is no b (and 1 more) report"],
    [9, "index.ts:3: a is no b (and 8 more) report"],
  ])("tells the first of %i type errors, and that it decides nothing", (count, words) => {
    const first = [{ file: "index.ts", line: 3, message: "a is no b." }];
    const types = { state: "checked", first, count } as const;
    expect(withMore({ types })).toContain(`note type error, which decides nothing: ${words}`);
  });

  it.each([
    ["right", { state: "checked", first: [], count: 0 }],
    ["not known", { state: "unknown", why: "it takes more than 30 seconds to read" }],
  ] as const)("says nothing of types that are %s", (_what, types) => {
    expect(withMore({ types })).not.toContain("type error");
  });

  it("says how near the machine's limit a version is, where that is known", () => {
    const near = exampleResult(exampleOutcomes.passed, { limit: exampleLimit });
    expect(flowing(reportResult(reported(near), wide, "/course"))).toContain(
      "limit this version takes 1.5 ms; this machine could do the same work in 750 µs " +
        "(memory: 7.5 MB at 10 GB/s): 50 % of the limit, the baseline 6.3 %",
    );
    expect(reportOf(exampleOutcomes.passed)).not.toContain("limit");
    expect(JSON.parse(reportJson([reported(near)]))).toMatchObject([{ limit: exampleLimit }]);
  });

  it.each([
    [0.04, "Change packages/order-join/src/. None of its functions takes 5 % of the time"],
    [0.001, "Change packages/order-join/src/. None of its functions takes 5 % of the time"],
    [0.06, "Look at findCustomer in packages/order-join/src/lookup.ts:2"],
  ])("advises to look at a function only when it takes a part of the time: %s", (share, advice) => {
    const { evidence } = exampleResult(exampleOutcomes["too slow"]);
    if (evidence?.candidate.cpu.state !== "seen") throw new Error("the example has no profile");
    const { cpu } = evidence.candidate;
    const functions = cpu.functions.map((one) => ({ ...one, share }));
    const candidate = { ...evidence.candidate, cpu: { ...cpu, functions } };
    const result = exampleResult(exampleOutcomes["too slow"], {
      evidence: { ...evidence, candidate },
    });
    expect(flowing(reportResult(reported(result), wide, "/course"))).toContain(advice);
  });

  it.each<[OutcomeName, string[]]>([
    [
      "passed",
      [
        "✓ passed",
        "8x faster",
        "needed 4x",
        "Done: the target is met",
        "An expert reaches 20x",
        "continue if you like",
      ],
    ],
    [
      "too slow",
      [
        "✗ too slow",
        "1.5x faster",
        "needed 4x",
        "Look at findCustomer in packages/order-join/src/lookup.ts:2",
        "75 % of the time",
        "npm run hint -- order-join",
      ],
    ],
    [
      "inconclusive",
      ["? inconclusive", "4.02x faster", "needed 4x", "too close to call", "grade again"],
    ],
    [
      "wrong answer",
      [
        "✗ wrong answer",
        "a random input of size 20 (seed 7)",
        "[ { id: 3, region: 'north' } ]",
        "17",
        "answer.regions[2].revenue",
        "expected 42",
        "actual 41",
        "packages/order-join/baseline/index.ts",
        "npm test -w @bottleneck/order-join",
      ],
    ],
    [
      "crashed",
      [
        "✗ crashed",
        "TypeError: cannot read properties of undefined",
        'on the case "an empty list"',
        "revenueOf (src/lookup.ts:9)",
        "unnamed function (src/index.ts:3)",
        "npm run reset -- order-join",
      ],
    ],
    [
      "timed out",
      [
        "✗ timed out",
        "no answer within 10 seconds",
        "while loading src/index.ts",
        "npm run reset -- order-join",
      ],
    ],
    ["out of memory", ["✗ out of memory", "512 MB", "npm run reset -- order-join"]],
    [
      "refused",
      [
        "✗ refused",
        "src/index.ts:4: this exercise does not allow node:fs",
        "src/link is a symbolic link",
        "Fix it in packages/order-join/src/",
      ],
    ],
    [
      "tampered",
      [
        "✗ tampered",
        "sent a reply that is not JSON",
        "Remove the code that interferes with the grader",
      ],
    ],
  ])("that ended as %s says its verdict, its figures and what to do next", (name, parts) => {
    const text = flowing(reportOf(exampleOutcomes[name]));
    for (const part of ["order-join", "Joining orders with customers", "your code", ...parts]) {
      expect(text).toContain(part);
    }
  });

  it.each(["passed", "too slow", "inconclusive"] as const)(
    "that ended as %s shows how it was measured, the cost, the hot spot and the page",
    (name) => {
      const text = flowing(reportOf(exampleOutcomes[name]));
      for (const part of [
        "3 forks, 36 pairs in 2.5 s",
        "cpu time",
        "Node v26.10.0",
        "the machine was quiet",
        "baseline 12 ms",
        "findCustomer (lookup.ts:12) takes 75 % of the time, 9 ms of 12 ms per call",
        "at most 4x faster",
        "lookup.ts:2, 50 %: return customers.find(",
        "report .bottleneck/reports/order-join/x.html",
      ]) {
        expect(text).toContain(part);
      }
    },
  );

  it("says that a machine was busy", () => {
    const outcome = { outcome: "too slow", measurement: exampleMeasurement(2, 3) } as const;
    expect(flowing(reportOf(outcome))).toContain("the machine was busy (contention 3x)");
  });

  it.each([
    [24, "The stretch goal is met too; stop here."],
    [21, "Whether the stretch goal of 20x is met too can't be told"],
    [19, "Whether the stretch goal of 20x is met too can't be told"],
    [17, "An expert reaches 20x"],
  ])("that passed with %dx knows the stretch goal", (speedup, words) => {
    const outcome = { outcome: "passed", measurement: exampleMeasurement(speedup) } as const;
    expect(flowing(reportOf(outcome))).toContain(words);
  });

  it.each([
    [0.2, "slower than the baseline (0.2x;"],
    [1.01, "as fast as the baseline (1.01x;"],
    [2, "2x faster (99 % sure it is between"],
  ])("calls a speedup of %d by its name", (speedup, words) => {
    const outcome = { outcome: "too slow", measurement: exampleMeasurement(speedup) } as const;
    expect(flowing(reportOf(outcome))).toContain(words);
  });

  it.each<[string, Outcome]>([
    ["a close call", exampleOutcomes.inconclusive],
    [
      "a noisy version",
      {
        outcome: "inconclusive",
        measurement: exampleMeasurement(4),
        reason: "too noisy",
      },
    ],
    [
      "a busy machine",
      {
        outcome: "inconclusive",
        measurement: exampleMeasurement(4, 3),
        reason: "too noisy",
      },
    ],
  ])("advises --thorough after %s, and something else after --thorough", (_, outcome) => {
    const said = (schedule: GradingResult["schedule"]) =>
      flowing(reportResult(reported(exampleResult(outcome, { schedule })), wide, "/course"));
    expect(said(quick)).toContain("--thorough");
    expect(said(thorough)).not.toContain("--thorough");
    expect(said(thorough)).toMatch(/Improve your code|npm run doctor/);
  });

  it("tells a noisy machine from a close call", () => {
    const noisy = { ...exampleOutcomes.inconclusive, reason: "too noisy" } as const;
    const busy = { ...noisy, measurement: exampleMeasurement(4.02, 2) };
    expect(flowing(reportOf(busy))).toContain("Close other programs and grade again");
    expect(flowing(reportOf(noisy))).toContain("The machine was quiet, but the cost of this code");
    expect(flowing(reportOf(exampleOutcomes.inconclusive))).toContain(
      "Too close to the target to tell",
    );
  });

  it.each([
    [1.5, 4],
    [1.5, 6.8],
    [1.5, 7],
    [1.5, 30],
  ])("says when the hot spot alone can't be enough: %dx now, %dx needed", (now, target) => {
    const outcome = { outcome: "too slow", measurement: exampleMeasurement(now) } as const;
    const { exercise } = exampleResult(outcome);
    const result = exampleResult(outcome, { exercise: { ...exercise, target } });
    // 75 % of the time: free, it would give another 4x of what may be 15 % more than was measured.
    const isEnough = now * 1.15 * 4 >= target;
    const report = flowing(reportResult(reported(result), wide, "/course"));
    expect(report.includes("Making it free is not enough")).toBe(!isEnough);
  });

  it("says that prints are not shown, where there were any", () => {
    const printing = exampleResult(exampleOutcomes["too slow"], { hasPrinted: true });
    expect(flowing(reportResult(reported(printing), wide, "/course"))).toContain(
      "your code prints",
    );
    expect(flowing(reportOf(exampleOutcomes["too slow"]))).not.toContain("your code prints");
  });

  it("says what garbage collection takes, when it is a finding", () => {
    const withGarbage = (garbageCollection: number) => {
      const { vitals } = plainSide;
      const candidate = {
        ...plainSide,
        vitals: { ...vitals, garbageCollection },
      } as SideEvidence;
      const evidence = { ...plainEvidence, candidate };
      const result = exampleResult(exampleOutcomes["too slow"], { evidence });
      return flowing(reportResult(reported(result), wide, "/course"));
    };
    expect(withGarbage(0.4)).toContain("Garbage collection takes 40 % of the time");
    expect(withGarbage(0.02)).not.toContain("Collecting");
  });

  it.each([
    ["not plain data", "Return numbers, strings, arrays and plain objects"],
    ["changed its input", "Work on a copy"],
  ] as const)("says what to do about an answer that is %s", (kind, advice) => {
    expect(flowing(reportOf({ ...exampleOutcomes["wrong answer"], kind }))).toContain(advice);
  });

  it("says why there is no evidence", () => {
    const missing = { state: "missing", why: "the candidate failed under the profiler" } as const;
    const evidence = { ...plainEvidence, candidate: { ...plainSide, cpu: missing } };
    const result = exampleResult(exampleOutcomes["too slow"], { evidence });
    const text = flowing(reportResult(reported(result), wide, "/course"));
    expect(text).toContain(`unknown: ${missing.why}`);
    expect(text).toContain("Change packages/order-join/src/.");
  });

  it("says when a verdict comes from the record, and how to get a new one", () => {
    const fromRecord = reported(exampleResult(exampleOutcomes.passed), true);
    expect(flowing(reportResult(fromRecord, wide, "/course"))).toMatch(
      /unchanged since 2025-06-0\d .*--force/,
    );
    expect(reportOf(exampleOutcomes.passed)).not.toContain("--force");
  });

  it("shows only the frames of a stack that are the submission's", () => {
    expect(reportOf(exampleOutcomes.crashed)).not.toContain("runner.ts");
  });

  it.each([
    ["at async load (file:///t/candidate/a/b.ts:3:5)", "load (src/a/b.ts:3)"],
    ["at new Table (file:///t/candidate/table.ts:7:1)", "new Table (src/table.ts:7)"],
    [
      "at Object.get [as rows] (file:///t/candidate/index.ts:9:2)",
      "Object.get [as rows] (src/index.ts:9)",
    ],
    ["at async file:///t/candidate/index.ts:1:1", "unnamed function (src/index.ts:1)"],
    ["2: sum (file:///t/candidate/index.ts:4:8)", "sum (src/index.ts:4)"],
  ])("reads a frame however it is written: %s", (frame, shown) => {
    const crashed = {
      ...exampleOutcomes.crashed,
      stack: `Error: no\n    ${frame}\n    at node:fs:1:1`,
    };
    expect(reportOf(crashed)).toContain(`at          ${shown}\n`);
  });

  it.each([
    ["built-ins", "added to Array.prototype", "make the change a function of your own"],
    ["channel", "sent what nobody asked for", "Use only files that you have opened"],
    [undefined, "replaced JSON.parse", "Remove the code that interferes"],
  ] as const)("advises on what was tampered with: %s", (touched, what, advice) => {
    const touches = touched === undefined ? {} : { with: touched };
    const report = flowing(reportOf({ outcome: "tampered", what, ...touches }));
    expect(report).toContain(`your process ${what}`);
    expect(report).toContain(advice);
    expect(report.includes("pipe")).toBe(touched === "channel");
  });

  it("keeps the indentation of a printed value", () => {
    const wrong = { ...exampleOutcomes["wrong answer"], actual: "{\n  rows: [\n    1\n  ]\n}" };
    expect(reportOf(wrong)).toMatch(/\{\n( +) {2}rows: \[\n\1 {4}1\n\1 {2}\]\n\1\}/);
  });

  it("points to a baseline that exists, also for a reference", () => {
    const result = exampleResult(exampleOutcomes["wrong answer"], { subject: "reference" });
    const reference = { result, sourceFolder: "solutions/order-join/src", reused: false };
    expect(reportResult(reference, wide, "/course")).not.toContain("solutions/order-join/baseline");
  });
});

describe("the width of a report", () => {
  const long: Outcome = {
    outcome: "wrong answer",
    kind: "different",
    on: "a case with a name that goes on for longer than any terminal is wide, word after word",
    input: ["[ 1, 2, 3 ] ".repeat(40), "x".repeat(20)],
    problem: "the answer differs from the baseline's in more ways than fit on a single line",
    expected: "word ".repeat(60),
    actual: "other ".repeat(60),
    path: "answer.path",
  };
  const widths = [40, 60, 80, 100];
  const all = [...outcomes, long].flatMap((outcome) => widths.map((width) => ({ outcome, width })));

  it.each(all)("is kept at $width columns: $outcome.outcome", ({ outcome, width }) => {
    for (const color of [false, true]) {
      const text = stripVTControlCharacters(reportOf(outcome, { color, width }));
      const [, ...belowTitle] = text.split("\n");
      expect(belowTitle.filter((line) => isTooWide(line, width))).toEqual([]);
    }
  });

  it.each(widths)("is kept by the title at %i columns", (width) => {
    const [title = ""] = reportOf(exampleOutcomes.passed, { color: false, width }).split("\n");
    expect(title.length).toBeLessThanOrEqual(width);
  });

  it.each(widths)("is kept by the summary at %i columns", (width) => {
    const text = reportSummary(
      outcomes.map((outcome) => exampleResult(outcome)),
      { color: false, width },
    );
    expect(text.split("\n").filter((line) => line.length > width)).toEqual([]);
  });
});

/** Wider than the terminal, although there is a place to break the line. */
function isTooWide(line: string, width: number): boolean {
  return line.length > width && line.trim().includes(" ");
}

describe("text from a submission", () => {
  const hostile = "\u001b[2J\u001b]8;;http://x\u0007\u009b31m\r✓ passed\b\u202e\u2066\u0000";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

  const evidence = {
    ...plainEvidence,
    candidate: {
      ...plainSide,
      cpu: {
        ...plainSide.cpu,
        functions: [{ name: hostile, file: `${hostile}.ts`, line: 1, share: 0.5, msPerCall: 1 }],
      },
    },
  } as NonNullable<GradingResult["evidence"]>;

  const results: [string, GradingResult][] = [
    ["an error message", exampleResult({ ...exampleOutcomes.crashed, what: hostile })],
    [
      "a stack",
      exampleResult({
        ...exampleOutcomes.crashed,
        stack: `at ${hostile} (file:///x/candidate/${hostile}.ts:1:1)`,
      }),
    ],
    [
      "an answer",
      exampleResult({
        ...exampleOutcomes["wrong answer"],
        actual: hostile,
        path: hostile,
        input: [hostile],
      }),
    ],
    [
      "a problem",
      exampleResult({ ...exampleOutcomes["wrong answer"], problem: hostile, on: hostile }),
    ],
    ["a file name that was refused", exampleResult({ outcome: "refused", reasons: [hostile] })],
    ["a reply", exampleResult({ outcome: "tampered", what: hostile })],
    [
      "the name of a function and of a file",
      exampleResult(exampleOutcomes["too slow"], { evidence }),
    ],
  ];

  it.each(results)("never reaches the terminal as a command: %s", (_what, result) => {
    expect(reportResult(reported(result), wide, "/course")).not.toMatch(control);
  });

  it.each(results)(
    "never reaches the terminal as a command by the summary: %s",
    (_what, result) => {
      expect(reportSummary([result], wide)).not.toMatch(control);
    },
  );

  it("can't fake a line of the report with a line break in a hidden place", () => {
    expect(printable("a\r\nb")).toBe("a�\nb");
    expect(printable("plain, ü, 🛢️")).toBe("plain, ü, 🛢️");
  });
});

describe("colours", () => {
  const escapeCode = "\u001b[";

  it.each(outcomes)("are there only when asked for: $outcome", (outcome) => {
    expect(reportOf(outcome)).not.toContain(escapeCode);
    expect(reportOf(outcome, { ...wide, color: true })).toContain(escapeCode);
    expect(reportSummary([exampleResult(outcome)], wide)).not.toContain(escapeCode);
    expect(reportSummary([exampleResult(outcome)], { ...wide, color: true })).toContain(escapeCode);
  });

  it.each(outcomes)("change nothing but colours: $outcome", (outcome) => {
    const painted = stripVTControlCharacters(reportOf(outcome, { ...wide, color: true }));
    expect(painted).toBe(reportOf(outcome));
  });

  it.each<[OutcomeName, string]>([
    ["passed", "\u001b[32m"],
    ["inconclusive", "\u001b[33m"],
    ["too slow", "\u001b[31m"],
    ["tampered", "\u001b[31m"],
  ])("tell %s from the others", (name, code) => {
    expect(reportOf(exampleOutcomes[name], { ...wide, color: true })).toContain(code);
  });
});

describe("the summary", () => {
  const results = outcomes.map((outcome) => exampleResult(outcome));

  it("has a line for each grading, under a header", () => {
    const lines = reportSummary(results, wide).split("\n");
    expect(lines[0]).toMatch(/^exercise +verdict +speedup +target +hot spot$/);
    expect(lines[1]).toMatch(/^order-join +✓ passed +8x +4x +findCustomer lookup\.ts:12 \(75 %\)$/);
    expect(lines.slice(1, 1 + results.length)).toHaveLength(results.length);
    for (const [index, { outcome }] of results.entries())
      expect(lines[index + 1]).toContain(outcome.outcome);
  });

  it("leaves the hot spots out where the terminal is narrow", () => {
    expect(reportSummary(results, { color: false, width: 60 })).not.toContain("findCustomer");
  });

  it.each<[OutcomeName[], string]>([
    [["passed"], "1 passed, 0 failed"],
    [["passed", "passed", "too slow"], "2 passed, 1 failed"],
    [["inconclusive", "crashed", "refused"], "0 passed, 2 failed, 1 inconclusive"],
  ])("counts %j: %s", (names, count) => {
    const summary = reportSummary(
      names.map((name) => exampleResult(exampleOutcomes[name])),
      wide,
    );
    expect(summary.trimEnd().split("\n").at(-1)).toBe(count);
  });
});

describe("the JSON report", () => {
  it("parses back to the records, each with whether it comes from the history", () => {
    const all = outcomes.map((outcome, index) => reported(exampleResult(outcome), index % 2 === 0));
    const parsed: unknown = JSON.parse(reportJson(all));
    expect(parsed).toEqual(all.map(({ result, reused }) => ({ ...result, reused })));
  });

  it("is an empty list when nothing was graded", () => {
    expect(JSON.parse(reportJson([]))).toEqual([]);
  });
});

describe("wrapping", () => {
  it.each<[string, number, string[]]>([
    ["one two three", 7, ["one two", "three"]],
    ["one two three", 100, ["one two three"]],
    ["unbreakable", 4, ["unbreakable"]],
    ["a unbreakable b", 4, ["a", "unbreakable", "b"]],
    ["first\n\nthird", 10, ["first", "", "third"]],
    ["", 10, [""]],
    ["  indented text", 10, ["  indented", "  text"]],
    ["    far", 3, ["    far"]],
    ["a  b", 10, ["a  b"]],
  ])("breaks %j to %i columns at spaces", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});
