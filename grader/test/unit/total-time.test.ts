import { describe, expect, it } from "vitest";
import type { Bench } from "../../src/course/bench.ts";
import { listFolder } from "../../src/course/folders/listing.ts";
import { readVersion } from "../../src/course/staging/read-version.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { quick, thorough } from "../../src/engine/measurement/schedule.ts";
import type { Side, WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { TotalTime, withTotalTime } from "../../src/engine/sandbox/total-time.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { whatEarlierCallsDid } from "../../src/grading/kept-between-calls.ts";
import { submissionBudgetMs } from "../../src/grading/measuring-time.ts";
import { explain, type GradingTools, grade } from "../../src/grading/pipeline.ts";
import { nextStep } from "../../src/reports/next-step.ts";
import { explainOutcome } from "../../src/reports/verdict.ts";
import { loadedFrom, sumExercise, sumOf } from "../support/example-exercise.ts";
import { exampleProvenance } from "../support/example-results.ts";
import { fakeProgram, fakeSandbox, type Script } from "../support/fake-sandbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const script = { answer: sumOf, cpuMs: 10 };

/** A candidate in a sandbox with a total, whose deadline a test lets pass. */
async function prepare(totalMs: number, candidate: Partial<Script> = {}) {
  const sandbox = fakeSandbox({ baseline: script, candidate: { ...script, ...candidate } });
  const deadlines: { ms: number; isCancelled: boolean; pass(): void }[] = [];
  const time = new TotalTime({
    totalMs,
    stage: "starting",
    now: sandbox.now,
    startDeadline(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const deadline = { ms, isCancelled: false, pass: resolve };
      deadlines.push(deadline);
      return {
        passed: promise,
        cancel() {
          deadline.isCancelled = true;
        },
      };
    },
  });
  const limited = withTotalTime(sandbox, time);
  const start = (side: "baseline" | "candidate" = "candidate") => limited.start(fakeProgram(side));
  return { sandbox, time, deadlines, start };
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => (error as WorkerFailed).failure,
  );

describe("the total time of a submission's processes", () => {
  it("is what they run for, added up from process to process, by stage", async () => {
    const { start, time, sandbox } = await prepare(1000, { waitMs: 300, startMs: 50 });
    time.enter("checking answers");
    const first = await start();
    await first.deliver([sandboxInput]);
    await first.run();
    await first.stop();
    time.enter("measuring");
    const second = await start();
    await second.deliver([sandboxInput]);
    await second.run();
    expect(await failureOf(second.run())).toEqual({
      kind: "out of time",
      seconds: 1,
      spent: [
        { stage: "checking answers", seconds: 0.36 },
        { stage: "measuring", seconds: 0.67 },
      ],
    });
    expect(sandbox.running()).toBe(0);
  });

  it("does not pass while the submission is held still, or has no process", async () => {
    const { start } = await prepare(100, { waitMs: 0 });
    const baseline = await start("baseline");
    const candidate = await start();
    candidate.hold();
    await baseline.deliver(Array.from({ length: 50 }, () => sandboxInput));
    await baseline.run();
    candidate.release();
    await expect(candidate.leftovers()).resolves.toEqual([]);
    await candidate.stop();
    await baseline.run();
    await expect(start()).resolves.toBeDefined();
  });

  it("does not go on for a process that was stopped while it was held", async () => {
    const { start, deadlines } = await prepare(100);
    const candidate = await start();
    candidate.hold();
    await candidate.stop();
    candidate.release();
    expect(deadlines.every(({ isCancelled }) => isCancelled)).toBe(true);
  });

  it("ends all its processes when it is over, so that whoever waits for one goes on", async () => {
    const { start, deadlines, sandbox } = await prepare(100);
    const workers = [await start(), await start()];
    const { ms, pass } =
      deadlines.findLast(({ isCancelled }) => !isCancelled) ?? expect.unreachable();
    expect(ms).toBe(100);
    pass();
    await Promise.resolve();
    expect(sandbox.running()).toBe(0);
    for (const worker of workers) {
      expect(await failureOf(worker.run())).toMatchObject({ kind: "out of time", seconds: 0.1 });
    }
  });

  it("lets no process start after its end", async () => {
    const { start, sandbox } = await prepare(100, { waitMs: 200 });
    const worker = await start();
    await worker.deliver([sandboxInput]);
    expect(await failureOf(worker.run())).toMatchObject({ kind: "out of time" });
    expect(await failureOf(start())).toMatchObject({ kind: "out of time" });
    expect(sandbox.events.filter(({ deed }) => deed === "start")).toHaveLength(1);
  });

  it("leaves the baseline alone", async () => {
    const { start } = await prepare(1);
    const baseline = await start("baseline");
    await baseline.deliver(Array.from({ length: 50 }, () => sandboxInput));
    await baseline.run();
    await expect(baseline.run()).resolves.toBeDefined();
  });
});

const sandboxInput = encode([[1, 2]]);

async function gradingOf(candidate: Partial<Script>, evidence?: GradingTools["evidence"]) {
  const source = "export const sum = () => 0;\n";
  const folder = temporaryFolder({ "baseline/index.ts": source, "src/index.ts": source });
  const sandbox = fakeSandbox({ baseline: script, candidate: { ...script, ...candidate } });
  const request = {
    exercise: loadedFrom(folder),
    subject: "your code" as const,
    taken: await takeSubmission(`${folder}/src`, []),
    provenance: exampleProvenance,
    schedule: quick,
  };
  const tools = { sandbox, now: sandbox.now, onProgress: () => {}, evidence };
  return { request, tools, sandbox };
}

describe("a grading whose submission takes its time again and again", () => {
  it("ends as timed out while answers are checked, and says what took so long", async () => {
    const { request, tools, sandbox } = await gradingOf({ waitMs: 9000 });
    const result = await grade(request, tools);
    expect(result.outcome).toMatchObject({ outcome: "timed out", seconds: 68 });
    expect(explainOutcome(result)).toBe(
      "one grading gives a version 68 seconds in all, and they are used up: 72.1 s for checking answers",
    );
    expect(nextStep(result, "packages/sum/src").replaceAll("\u00a0", " ")).toBe(
      "No call took longer than it may, but all of them together did. See what they spend it on: npm run profile -- sum. Bring that down in packages/sum/src/ and grade again.",
    );
    expect(sandbox.running()).toBe(0);
  });

  it("ends as timed out while it is measured, though it is fast on the other clock", async () => {
    const { request, tools, sandbox } = await gradingOf({ cpuMs: 1, waitMs: 4000 });
    const result = await grade(request, tools);
    expect(result.outcome).toMatchObject({
      outcome: "timed out",
      spent: [{ stage: "checking answers" }, { stage: "measuring" }],
    });
    expect(sandbox.running()).toBe(0);
  });

  it("keeps its verdict when the evidence runs out of time, which says so and is not tried further", async () => {
    const evidence = {
      folderOf: () => undefined,
      drawFlamegraph: async () => ({ state: "missing", why: "nothing to draw" }) as const,
    };
    const { request, tools, sandbox } = await gradingOf({ cpuMs: 70_000 }, evidence);
    const fast = await gradingOf({ cpuMs: 1 });
    const verdict = await grade(fast.request, fast.tools);
    const result = await explain(request, verdict, tools);
    expect(result.outcome).toEqual(verdict.outcome);
    const { cpu, allocations } = result.evidence?.candidate ?? expect.unreachable();
    const why = "ran out of time (one grading gives it 68 s in all) under the CPU profile";
    expect(cpu).toEqual({ state: "missing", why: `the candidate ${why}` });
    expect(allocations).toEqual({
      state: "missing",
      why: `not tried, because the candidate ${why}`,
    });
    expect(sandbox.running()).toBe(0);
  });
});

describe("reading a version whose files each take long", () => {
  it("is given up at a file, which is named", async () => {
    const folder = temporaryFolder({
      "index.ts": 'import "./a.ts";\n',
      "a.ts": 'import "./b.ts";\n',
      "b.ts": "export {};\n",
    });
    const { entries } = listFolder(folder);
    let clock = 0;
    const now = () => {
      clock += 7_000;
      return clock;
    };
    const { reasons } = await readVersion(folder, { entries, allowed: [], name: "src" }, now);
    expect(reasons).toEqual([
      "src/b.ts was not read: the files before it took more than 20 seconds; write them in simpler parts",
    ]);
  });
});

describe("the names of what a wrong version keeps between calls", () => {
  it("are looked for in some of its modules only, where each takes long to read", async () => {
    const { sandbox } = await gradingOf({});
    const counting = "let count = 0;\nexport const more = () => ++count;\n";
    const modules = new Map(["a.ts", "b.ts", "c.ts"].map((path) => [path, counting]));
    const bench = {
      exercise: loadedFrom("/unused"),
      start: (side: Side) => sandbox.start(fakeProgram(side)),
      staged: { versions: { candidate: { modules } } },
    } as unknown as Bench;
    let clock = 0;
    const now = () => {
      clock += 2_000;
      return clock;
    };
    expect(await whatEarlierCallsDid(bench, sandboxInput, now)).toEqual({
      isRightAlone: true,
      keeps: ["count (src/a.ts:2)", "count (src/b.ts:2)"],
    });
  });
});

describe("the total that a grading gives a submission", () => {
  const goal = { ...sumExercise.goal, seconds: 8 };

  it("is a minute beside all measuring", () => {
    expect(submissionBudgetMs({ goal }, quick)).toBe(68_000);
    const bounds = [{ metric: "peak memory", atMost: 1.5 } as const];
    expect(submissionBudgetMs({ goal: { ...goal, bounds } }, quick)).toBe(76_000);
  });

  it("grows with what measuring may take, and is never less than that", () => {
    expect(submissionBudgetMs({ goal }, thorough)).toBe(150_000);
    expect(submissionBudgetMs({ goal: { ...goal, seconds: 24 } }, quick)).toBe(84_000);
  });
});
