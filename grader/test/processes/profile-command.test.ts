import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { copyCourse, sourceOf, submit } from "../support/course-copy.ts";
import { type CliRun, runCli, stagesOf } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const course = copyCourse();
const ofSource = copyCourse();

// At the same time, because each waits a lot.
let run: CliRun;
let baseline: CliRun;
let reference: CliRun;
beforeAll(async () => {
  [run, baseline, reference] = await Promise.all([
    runCli(["profile", "pair-sums"], ofSource),
    runCli(["profile", "pair-sums", "--baseline"], course),
    runCli(["profile", "pair-sums", "--reference"], course),
  ]);
});

describe("npm run profile", () => {
  const lines = () => run.stdout.split("\n");

  it("says what was profiled, how long a call takes, and how much that rests on", () => {
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(
      /^pair-sums +your code \(packages\/pair-sums\/src\): [\d.]+ m?s per call, \d+ samples in \d+ calls\n\n/,
    );
  });

  it("prints a table of functions, the hottest first", () => {
    const head = lines().findIndex((line) =>
      /^ +self +ms\/call +bytes\/call +function$/.test(line),
    );
    expect(lines()[head + 1]).toMatch(/^ +(9\d|100) % +[\d.]+ .*partnersAfter +index\.ts:8$/);
  });

  it("prints the line for the manifest with a baseline only, for authors", () => {
    expect(baseline.stdout).toMatch(
      /\n {2}diagnosis: \{ function: "partnersAfter", file: "index\.ts", lines: \[\d+, \d+\] \},\n$/,
    );
    for (const { stdout } of [run, reference]) expect(stdout).not.toContain("diagnosis:");
  });

  it("prints the lines that matter beside their source, and marks the hottest", () => {
    expect(run.stdout).toMatch(/\n +self +ms\/call +bytes\/call +index\.ts\n/);
    const marked = lines().filter((line) => / > +\d+ {2}/.test(line));
    expect(marked).toHaveLength(1);
    expect(marked[0]).toMatch(/^ +\d+ % +[\d.]+ .* > +(10|11) {2} +(for|if) \(/);
  });

  it("ends with what the process was doing, and where the page is", () => {
    expect(run.stdout).toMatch(
      /A call allocates .*, including buffers\. Garbage collection takes \d+ %/,
    );
    const [, page = ""] = /Flame graph: (\S+)\n$/.exec(run.stdout) ?? [];
    expect(existsSync(join(ofSource.root, page))).toBe(true);
  });

  it("grades nothing: there is no record, and the student's files are as they were", () => {
    expect(readdirSync(join(ofSource.root, ".bottleneck"))).toEqual(["evidence"]);
    expect(readdirSync(sourceOf(ofSource))).toEqual(["index.ts"]);
  });

  it("shows progress apart from the tables", () => {
    expect(stagesOf(run.stderr)).toBe("pair-sums: profiling\n");
  });
});

describe("profile of another version", () => {
  it("is told in the heading and the table", () => {
    expect([baseline.status, reference.status]).toEqual([0, 0]);
    const [heading = "", , , hottest] = baseline.stdout.split("\n");
    expect(heading).toContain("pair-sums  baseline (packages/pair-sums/baseline): ");
    expect(hottest).toContain("partnersAfter  index.ts:8");
    expect(reference.stdout).toContain("pair-sums  reference (solutions/pair-sums/src): ");
    expect(reference.stdout.split("\n")[3]).toContain("pairSums  index.ts:");
  });

  it("is only one of them", async () => {
    const { status, stderr } = await runCli(
      ["profile", "pair-sums", "--baseline", "--reference"],
      course,
    );
    expect(status).toBe(2);
    expect(stderr).toContain("cannot be used with");
  });
});

describe("profile says what to do", () => {
  it("when there is no such exercise", async () => {
    const run = await runCli(["profile", "pair-sum"], course);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(/^error: .*pair-sum.*\n {2}next: /);
    expect(run.stderr).not.toContain("    at ");
  });

  it.each([
    ["does not parse", "refused/has-a-syntax-error", "index.ts:2: syntax error"],
    ["is not there", "refused/has-no-index", "src/index.ts is missing"],
    ["imports what the exercise does not allow", "refused/imports-node-fs", "node:fs"],
  ])("when the code %s", async (_, submission, reason) => {
    const other = copyCourse();
    submit(other, submission);
    const run = await runCli(["profile", "pair-sums"], other);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(`error: your code can't be run: `);
    expect(run.stderr).toContain(reason);
    expect(run.stderr).toContain("\n  next: ");
  });

  it("when the code fails: with exit code 1 and the reason in place of the tables", async () => {
    const other = copyCourse();
    writeFileSync(
      join(sourceOf(other), "index.ts"),
      'export function pairSums() {\n  throw new RangeError("no luck");\n}\n',
    );
    const { status, stdout } = await runCli(["profile", "pair-sums"], other);
    expect(status).toBe(1);
    const reason = "no CPU profile, because the candidate threw RangeError: no luck";
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(reason);
    expect(stdout).not.toMatch(/undefined|NaN/);
  });
});
