import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { cpuMsOf } from "../../src/engine/sandbox/counters.ts";
import {
  addExercise,
  type CourseCopy,
  copyCourse,
  rewriteManifest,
  sourceOf,
  submit,
} from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import {
  canListProcesses,
  descendantsOf,
  isWatchdog,
  processesNaming,
  type RunningProcess,
} from "../support/process-list.ts";
import { stagesOf, startCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000 });

/** How long to look for a process to appear or to be gone. */
const patience = { timeout: 30_000, interval: 20 };

/** A course whose first exercise is graded at once and whose second is open. */
function copyWithTwo(): CourseCopy {
  const course = copyCourse();
  addExercise(course, "a-finished-one");
  submit(course, "wrong-answer/pairs-a-value-with-itself", "a-finished-one");
  return course;
}

/** Starts to grade a course, and sends a signal when a stage of `pair-sums` is under way. */
async function interrupt(
  course: CourseCopy,
  stage: string,
  signal: NodeJS.Signals,
  isUnderWay = () => runningOf(course).length > 0,
) {
  onTestFinished(() => endAllOf(course));
  const cli = startCli(["grade"], course);
  await cli.shows(`pair-sums: ${stage}\n`);
  if (canListProcesses) await expect.poll(isUnderWay, patience).toBe(true);
  cli.child.kill(signal);
  return cli.ended;
}

/** The processes that run something of this course's gradings. */
function runningOf(course: CourseCopy): RunningProcess[] {
  return processesNaming(course.temporary);
}

/** Where a test fails, the processes that should not be there would run for ever. */
function endAllOf(course: CourseCopy): void {
  for (const { pid } of runningOf(course)) process.kill(pid, "SIGKILL");
}

function recordedExercises(course: CourseCopy) {
  const database = new DatabaseSync(join(course.root, ".bottleneck/history.sqlite"));
  try {
    const [integrity] = database.prepare("pragma integrity_check").all();
    const rows = database.prepare("select exercise, outcome from gradings order by id").all();
    return { integrity: integrity?.integrity_check, rows: rows.map((row) => ({ ...row })) };
  } finally {
    database.close();
  }
}

const signals = [
  ["SIGINT", "checking answers"],
  ["SIGINT", "measuring"],
  ["SIGINT", "profiling"],
  ["SIGTERM", "measuring"],
] as const;

// Windows ends a process without asking it.
describe.skipIf(process.platform === "win32")("a grading that is interrupted", () => {
  it.each(signals)("by %s while %s leaves nothing but what was finished", async (signal, stage) => {
    const course = copyWithTwo();
    const before = snapshot(sourceOf(course));
    const { status, stderr, stdout } = await interrupt(course, stage, signal);
    expect(status).toBe(130);
    expect(stderr).toMatch(/\nStopped\. Finished gradings are kept; nothing is left running\.\n$/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toContain("a-finished-one");
    const hasVerdict = stage === "profiling";
    expect(stdout.includes("✗ too slow")).toBe(hasVerdict);
    await expectNothingLeft(course);
    expect(snapshot(sourceOf(course))).toEqual(before);
    expect(recordedExercises(course)).toEqual({
      integrity: "ok",
      rows: [
        { exercise: "a-finished-one", outcome: "wrong answer" },
        ...(hasVerdict ? [{ exercise: "pair-sums", outcome: "too slow" }] : []),
      ],
    });
  });

  it("while its evidence is gathered keeps its verdict: only the evidence is left to do", async () => {
    const course = copyWithTwo();
    await interrupt(course, "profiling", "SIGINT");
    const { stdout, stderr } = await startCli(["grade", "pair-sums"], course).ended;
    expect(stagesOf(stderr)).toBe("pair-sums: profiling\n");
    expect(stdout).toMatch(/✗ too slow[\s\S]*stored[\s\S]*hot spot[\s\S]*report/);
    expect(recordedExercises(course).rows).toHaveLength(2);
  });

  it.each([
    ["a call", "timed-out/loops-in-a-call"],
    ["a module that is being loaded", "timed-out/loops-while-loading"],
  ])("while %s never ends leaves nothing behind", async (_, submission) => {
    const course = copyCourse();
    submit(course, submission);
    const manifestFolder = join(course.root, "packages/pair-sums");
    rewriteManifest(manifestFolder, (text) => text.replace("seconds: 5", "seconds: 100"));
    const spins = () => busiestCpuMs(course) > startUpCpuMs;
    const { status } = await interrupt(course, "checking answers", "SIGINT", spins);
    expect(status).toBe(130);
    await expectNothingLeft(course);
  });

  it("can be taken up again where it was left", async () => {
    const course = copyWithTwo();
    await interrupt(course, "checking answers", "SIGINT");
    submit(course, "crashed/throws-null");
    const { stdout, stderr } = await startCli(["grade"], course).ended;
    expect(stderr).toBe("pair-sums: checking answers\n");
    expect(stdout).toMatch(/a-finished-one[\s\S]*stored[\s\S]*pair-sums[\s\S]*✗ crashed/);
  });

  /** More than starting takes, and far less than the time limit. */
  const startUpCpuMs = 1000;

  function busiestCpuMs(course: CourseCopy): number {
    return Math.max(0, ...runningOf(course).map(({ pid }) => cpuMsOf(pid) ?? 0));
  }
});

describe.skipIf(process.platform === "win32")("a grader that is killed", () => {
  it.each([
    ["checking answers", "timed-out/loops-in-a-call"],
    ["measuring", undefined],
    ["profiling", undefined],
  ])("while %s leaves neither a process nor a temporary folder", async (stage, submission) => {
    const course = copyCourse();
    if (submission !== undefined) submit(course, submission);
    await interrupt(course, stage, "SIGKILL");
    await expectNothingLeft(course);
  });

  it.runIf(canListProcesses)("as soon as it starts leaves nothing either", async () => {
    const course = copyCourse();
    onTestFinished(() => endAllOf(course));
    for (let times = 0; times < 5; times++) {
      const { child, ended } = startCli(["grade"], course);
      await expect
        .poll(() => runningOf(course).length, { ...patience, interval: 1 })
        .toBeGreaterThan(0);
      child.kill("SIGKILL");
      await ended;
    }
    await expectNothingLeft(course);
  });

  it.runIf(canListProcesses)(
    "together with its watchdog is cleaned up after by the next one",
    async () => {
      const course = copyCourse();
      onTestFinished(() => endAllOf(course));
      const killed = startCli(["grade"], course);
      await killed.shows("pair-sums: measuring\n");
      for (const { pid } of watchdogsOf(killed.child.pid ?? 0)) process.kill(pid, "SIGKILL");
      killed.child.kill("SIGKILL");
      await killed.ended;
      expect(readdirSync(course.temporary)).not.toEqual([]);
      submit(course, "crashed/throws-null");
      await startCli(["grade"], course).ended;
      expect(readdirSync(course.temporary)).toEqual([]);
    },
  );

  const watchdogsOf = (grader: number) => descendantsOf(grader).filter(isWatchdog);
});

async function expectNothingLeft(course: CourseCopy): Promise<void> {
  await expect
    .poll(() => [...runningOf(course), ...readdirSync(course.temporary)], patience)
    .toEqual([]);
  expect(existsSync(join(sourceOf(course), "index.ts"))).toBe(true);
}

it("a grader that ends leaves the folders of one that runs", async () => {
  const course = copyCourse();
  const long = startCli(["grade", "--no-evidence"], course);
  await long.shows("pair-sums: measuring\n");
  const before = readdirSync(course.temporary);
  const hurried = { ...copyCourse(), temporary: course.temporary };
  submit(hurried, "crashed/throws-null");
  expect((await startCli(["grade"], hurried).ended).stdout).toContain("✗ crashed");
  expect(readdirSync(course.temporary)).toEqual(expect.arrayContaining(before));
  expect((await long.ended).stdout).toContain("✗ too slow");
  expect(readdirSync(course.temporary)).toEqual([]);
});
