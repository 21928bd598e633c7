import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ExerciseError, SetupError } from "../../src/contract/errors.ts";
import type { Exercise } from "../../src/contract/index.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { seedOf } from "../../src/engine/inputs/seeds.ts";
import { quick } from "../../src/engine/measurement/schedule.ts";
import { type Failure, WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import type { Outcome } from "../../src/engine/verdict/outcome.ts";
import type { FlamegraphRequest } from "../../src/evidence/profilers/zero-x.ts";
import { explain, type GradingTools, grade } from "../../src/grading/pipeline.ts";
import type { Progress } from "../../src/grading/progress.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { loadedFrom, sumExercise, sumOf } from "../support/example-exercise.ts";
import { exampleProvenance } from "../support/example-results.ts";
import {
  type FakeSandbox,
  fakeSandbox,
  type Moment,
  type Script,
} from "../support/fake-sandbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const baselineSource = "export function sum(list: number[]): number {\n  return 0;\n}\n";
const candidateSource = "export const sum = (list: number[]): number => 1;\n";

interface Grading {
  readonly result: GradingResult;
  readonly sandbox: FakeSandbox;
  readonly progress: readonly Progress[];
}

interface Setting {
  readonly baseline?: Partial<Script>;
  readonly candidate?: Partial<Script>;
  readonly exercise?: Partial<Exercise>;
  /** The files of the submission. */
  readonly files?: Readonly<Record<string, string>>;
  readonly evidence?: GradingTools["evidence"];
  readonly measureCeilings?: NonNullable<GradingTools["measureCeilings"]>;
}

/** Grades a submission in a course folder of its own, with the sides' behaviour scripted. */
async function gradeFake(setting: Setting): Promise<Grading> {
  const { request, sandbox, tools, progress } = await prepare(setting);
  return { result: await grade(request, tools), sandbox, progress };
}

async function prepare({
  baseline,
  candidate,
  exercise,
  files,
  evidence,
  measureCeilings,
}: Setting) {
  const folder = temporaryFolder({ "baseline/index.ts": baselineSource });
  const source = temporaryFolder(files ?? { "index.ts": candidateSource });
  const right = { answer: sumOf, cpuMs: 10 };
  const sandbox = fakeSandbox({
    baseline: { ...right, ...baseline },
    candidate: { ...right, ...candidate },
  });
  const progress: Progress[] = [];
  const tools: GradingTools = {
    sandbox,
    now: sandbox.now,
    onProgress: (step) => progress.push(step),
    evidence,
    ...(measureCeilings && { measureCeilings }),
  };
  const request = {
    exercise: loadedFrom(folder, exercise),
    subject: "your code" as const,
    taken: await takeSubmission(source, []),
    provenance: exampleProvenance,
    schedule: quick,
  };
  return { request, tools, sandbox, progress, source };
}

const outcomeOf = async (setting: Setting) => (await gradeFake(setting)).result.outcome;

const thrown = { name: "RangeError", message: "too far", stack: "RangeError: too far" };

/** A script that fails at the nth deed of a kind; its first worker is the one that is checked. */
const failingAt = (
  deed: Moment["deed"],
  nth: number,
  failure: Failure,
  worker = 1,
): Partial<Script> => ({
  fail: (moment) =>
    moment.deed === deed && moment.nth === nth && moment.worker === worker ? failure : undefined,
});

/** A script that fails when it is given a list of this length. */
const failingOn = (length: number, failure: Failure): Partial<Script> => ({
  fail: ({ deed, calls }) =>
    deed === "run" && (calls[0]?.[0] as unknown[])?.length === length ? failure : undefined,
});

const crash = (during: "loading" | "a call"): Failure => ({ kind: "threw", during, error: thrown });

const hung: Failure = { kind: "timed out", during: "a call", seconds: 10 };
const full: Failure = { kind: "out of memory", megabytes: 100 };

/** More CPU time than any machine has in the time on the clock. */
const unsound: Script["read"] = ({ wallMs }) => ({ cpuMs: 1e6 * (wallMs + 1), wallMs });

/** The first case that is checked can be made smaller in many steps. */
const onlyLarge: Exercise["input"] = {
  ...sumExercise.input,
  edgeCases: { "a long list": () => [Array.from({ length: 64 }, (_, index) => index)] },
};
const timedOut: Failure = { kind: "timed out", during: "a call", seconds: 1 };

/** Right answers in the process that is checked, wrong ones in those that are timed. */
const wrongWhenTimed: Partial<Script> = {
  answer: (args, { worker }) => (worker === 1 ? sumOf(args) : -1),
};

/** How each way to fail a grading is scripted. */
const failures: [string, Setting, object][] = [
  ["too slow", {}, { outcome: "too slow" }],
  [
    "inconclusive",
    { candidate: { cpuMs: 5 } },
    { outcome: "inconclusive", reason: "too close to call" },
  ],
  [
    "wrong answer",
    { candidate: { answer: (args) => sumOf(args) + 1 } },
    {
      outcome: "wrong answer",
      on: 'the case "an empty list"',
      expected: "0",
      actual: "1",
      path: "answer",
    },
  ],
  [
    "wrong answer only when timed",
    { candidate: wrongWhenTimed },
    { outcome: "wrong answer", on: "a timed input of size 32", actual: "-1" },
  ],
  [
    "changed input",
    { candidate: { answer: ([list]) => sumOf([(list as number[]).splice(0)]) } },
    { outcome: "wrong answer", problem: expect.stringContaining("changed its arguments") },
  ],
  [
    "not plain data",
    { candidate: { answer: () => Promise.resolve(1) } },
    { outcome: "wrong answer", problem: expect.stringMatching(/^the answer is a Promise/) },
  ],
  [
    "not plain data only when timed",
    { candidate: { answer: (args, { worker }) => (worker === 1 ? sumOf(args) : () => 1) } },
    { outcome: "wrong answer", problem: "the answer is a function" },
  ],
  [
    "crashed while loading",
    { candidate: failingAt("start", 1, crash("loading")) },
    { outcome: "crashed", during: "loading", what: "RangeError: too far" },
  ],
  [
    "crashed in a checked call",
    { candidate: failingOn(2, crash("a call")) },
    {
      outcome: "crashed",
      during: "a call",
      on: `a random input of size 2 (seed ${seedOf(100, "check", 0)})`,
    },
  ],
  [
    "crashed in a timed call",
    { candidate: failingAt("run", 10, crash("a call"), 2) },
    { outcome: "crashed", during: "a call", what: "RangeError: too far", stack: thrown.stack },
  ],
  [
    "ended itself",
    {
      candidate: failingAt("run", 1, {
        kind: "exited",
        during: "a call",
        how: "exited with code 0",
      }),
    },
    { outcome: "crashed", what: "exited with code 0", on: 'the case "an empty list"' },
  ],
  [
    "timed out",
    { candidate: failingOn(32, { kind: "timed out", during: "a call", seconds: 10 }) },
    {
      outcome: "timed out",
      seconds: 10,
      on: `a random input of size 32 (seed ${seedOf(100, "check", 10)})`,
    },
  ],
  [
    "timed out while loading",
    { candidate: failingAt("start", 1, { kind: "timed out", during: "loading", seconds: 10 }) },
    { outcome: "timed out", during: "loading" },
  ],
  [
    "out of memory",
    { candidate: failingAt("run", 3, { kind: "out of memory", megabytes: 512 }) },
    { outcome: "out of memory", megabytes: 512 },
  ],
  [
    "without the entry",
    {
      candidate: failingAt("start", 1, { kind: "missing export", entry: "sum", exports: ["add"] }),
    },
    { outcome: "refused", reasons: [expect.stringContaining("must export the function sum")] },
  ],
  [
    "with a forbidden import",
    { files: { "index.ts": 'import "node:fs";\n' } },
    {
      outcome: "refused",
      reasons: [
        "src/index.ts:1: this exercise does not allow importing node:fs: only your own .ts and .wat files can be imported, because the speedup must be your own work",
      ],
    },
  ],
  [
    "tampered",
    { candidate: failingAt("collect", 2, { kind: "broke the protocol", what: "sent nonsense" }) },
    { outcome: "tampered", what: "sent nonsense" },
  ],
];

describe("a grading", () => {
  it("is passed when the candidate is right and fast enough", async () => {
    const { result } = await gradeFake({ candidate: { cpuMs: 1 } });
    expect(result.outcome).toMatchObject({ outcome: "passed", measurement: { contention: 1 } });
  });

  it.each(failures)("is an outcome and no exception: %s", async (_name, setting, outcome) => {
    expect(await outcomeOf(setting)).toMatchObject(outcome);
  });

  it("compares as the exercise says", async () => {
    const candidate: Partial<Script> = { answer: (args) => sumOf(args) * (1 + 1e-12), cpuMs: 1 };
    const compare = { kind: "within", relative: 1e-9 } as const;
    expect(await outcomeOf({ candidate })).toMatchObject({ outcome: "wrong answer" });
    expect(await outcomeOf({ candidate, exercise: { answer: { compare } } })).toMatchObject({
      outcome: "passed",
    });
  });

  it("lets a candidate change its input where the exercise does", async () => {
    const answer: Script["answer"] = ([list]) => sumOf([(list as number[]).splice(0)]);
    const exercise = { answer: { compare: { kind: "exact" }, mayChangeInput: true } } as const;
    const setting = { baseline: { answer }, candidate: { answer, cpuMs: 1 }, exercise };
    expect(await outcomeOf(setting)).toMatchObject({ outcome: "passed" });
  });

  it("holds the exercise's target against the speedup", async () => {
    const candidate = { cpuMs: 10 / 3 };
    const goal = (target: number) => ({ goal: { ...sumExercise.goal, target } });
    expect(await outcomeOf({ candidate, exercise: goal(2) })).toMatchObject({ outcome: "passed" });
    expect(await outcomeOf({ candidate, exercise: goal(5) })).toMatchObject({
      outcome: "too slow",
    });
  });

  it("says what was graded, where, and how long it took", async () => {
    const { result, sandbox } = await gradeFake({ candidate: { cpuMs: 1 } });
    expect(result).toMatchObject({
      exercise: { id: "sum", title: "Sum of a list", metric: "cpu time", target: 2, stretch: 5 },
      subject: "your code",
      submission: expect.stringMatching(/^[0-9a-f]{16}$/),
      provenance: exampleProvenance,
      seconds: sandbox.now() / 1000,
    });
    expect(new Date(result.gradedAt).toISOString()).toBe(result.gradedAt);
    expect(result).not.toHaveProperty("evidence");
  });

  it("says what the candidate leaves for later, beyond what the baseline leaves too", async () => {
    const leaves = ["TCPSocketWrap", "Timeout"];
    const { result } = await gradeFake({
      baseline: { leaves: ["TCPSocketWrap"] },
      candidate: { leaves: ["TCPSocketWrap", ...leaves] },
    });
    expect(result.leftovers).toEqual(["Timeout"]);
    const { result: same } = await gradeFake({ baseline: { leaves }, candidate: { leaves } });
    expect(same).not.toHaveProperty("leftovers");
  });

  it.each<[string, Setting]>([
    ["too slow", {}],
    ["wrong when it is timed", { candidate: wrongWhenTimed }],
    ["crashed when it was timed", { candidate: failingAt("run", 1, crash("a call"), 2) }],
    ["hung when it was timed", { candidate: failingAt("run", 4, hung, 2) }],
    [
      "out of memory when it was started to be timed",
      { candidate: failingAt("start", 1, full, 2) },
    ],
    ["refused, because its samples can't be true", { candidate: { read: unsound } }],
    ["gone when it was asked what it leaves", { candidate: failingAt("tell leftovers", 1, hung) }],
  ])("says that a candidate printed that was %s", async (_, { candidate }) => {
    const { result } = await gradeFake({ candidate: { ...candidate, prints: true } });
    expect(result.outcome.outcome).not.toBe("passed");
    expect(result.hasPrinted).toBe(true);
  });

  it.each<[string, Partial<Script>]>([
    ["crashed", failingAt("run", 1, crash("a call"), 2)],
    ["hung", failingAt("run", 2, hung, 2)],
    ["gave wrong answers", wrongWhenTimed],
  ])("says what a candidate leaves that %s when it was timed", async (_, candidate) => {
    const { result } = await gradeFake({ candidate: { ...candidate, leaves: ["Timeout"] } });
    expect(result.leftovers).toEqual(["Timeout"]);
  });

  it.each([0, 500, 4000])(
    "looks for a smaller wrong input for 3 s of the tools' clock: %d ms a call",
    async (cpuMs) => {
      const answer: Script["answer"] = (args) =>
        (args[0] as number[]).includes(37) ? -1 : sumOf(args);
      const candidate: Partial<Script> = { answer, cpuMs };
      const { result, sandbox } = await gradeFake({ candidate, exercise: { input: onlyLarge } });
      expect(result.outcome.outcome).toBe("wrong answer");
      const most = 3000 + 2 * (cpuMs + 10);
      // Then both sides are asked once more, each in a process of its own.
      const alone = cpuMs + 10;
      expect(sandbox.now()).toBeLessThanOrEqual(most + alone);
    },
  );

  it.each<[string, Partial<Script>]>([
    ["checked", { answer: (args, { nth }) => (nth > 3 ? -1 : sumOf(args)) }],
    ["timed", { answer: (args, { nth, worker }) => (worker > 1 && nth > 9 ? -1 : sumOf(args)) }],
  ])("tries a wrong answer again in new processes when it was %s", async (_, candidate) => {
    const { result, sandbox } = await gradeFake({ candidate });
    expect(result.outcome).toMatchObject({ outcome: "wrong answer", isRightAlone: true });
    expect(sandbox.running()).toBe(0);
  });

  it("does not say that an answer is right alone that is wrong there too", async () => {
    const { result } = await gradeFake({ candidate: { answer: () => -1 } });
    expect(result.outcome).toMatchObject({ outcome: "wrong answer" });
    expect(result.outcome).not.toHaveProperty("isRightAlone");
  });

  it("gives both sides the limits, the entry and the files of the exercise, and nothing more", async () => {
    const { sandbox } = await gradeFake({ exercise: { limits: { seconds: 3, megabytes: 100 } } });
    for (const { side, program } of sandbox.events) {
      const root = dirname(dirname(program.module));
      expect(program).toMatchObject({
        entry: "sum",
        module: join(root, side, "index.ts"),
        limits: { seconds: 3, heapMegabytes: 100, processMegabytes: 612 },
      });
      expect(program.readable).toEqual([join(root, "inputs")]);
    }
  });

  it("asks the same questions from the same seeds, and others from others", async () => {
    const inputsFrom = async (check: number) => {
      const { request, tools, sandbox } = await prepare({});
      const provenance = { ...exampleProvenance, seeds: { check, time: 5 } };
      await grade({ ...request, provenance }, tools);
      return sandbox.events.flatMap(({ inputs }) =>
        inputs.map((input) => input.toString("latin1")),
      );
    };
    expect(await inputsFrom(1)).toEqual(await inputsFrom(1));
    expect(await inputsFrom(2)).not.toEqual(await inputsFrom(1));
  });
});

/** The numbers in the printed input of a wrong answer. */
const numbersIn = (outcome: Outcome) =>
  "input" in outcome ? outcome.input?.[0]?.match(/\d+/g) : undefined;

describe("a wrong answer", () => {
  it("comes with a small input that shows it", async () => {
    const answer: Script["answer"] = ([list]) =>
      sumOf([list]) + Number((list as number[]).length >= 6);
    const outcome = await outcomeOf({ candidate: { answer } });
    expect(outcome).toMatchObject({
      outcome: "wrong answer",
      on: expect.stringContaining("of size 8"),
    });
    expect(numbersIn(outcome)).toHaveLength(6);
  });

  it("comes only with inputs that keep the exercise's rules", async () => {
    const exercise = {
      input: { ...sumExercise.input, isValid: (list: number[]) => list.length % 2 === 0 },
    };
    const answer: Script["answer"] = ([list]) =>
      sumOf([list]) + Math.sign((list as number[]).length);
    const outcome = await outcomeOf({ candidate: { answer }, exercise });
    expect(numbersIn(outcome)).toHaveLength(2);
  });

  it("is not made smaller to one that crashes instead", async () => {
    const answer: Script["answer"] = ([list]) =>
      sumOf([list]) + Math.sign((list as number[]).length);
    const outcome = await outcomeOf({
      candidate: { answer, ...failingOn(1, crash("a call")) },
    });
    expect(numbersIn(outcome)).toHaveLength(2);
  });

  it("comes with a small input even when a smaller one makes a side crash on the way", async () => {
    const answer: Script["answer"] = ([list]) =>
      sumOf([list]) + Number((list as number[]).length >= 5);
    const outcome = await outcomeOf({ candidate: { answer, ...failingOn(4, crash("a call")) } });
    expect(numbersIn(outcome)).toHaveLength(5);
  });

  it("is not printed with an input when it was timed: those are large", async () => {
    expect(await outcomeOf({ candidate: wrongWhenTimed })).not.toHaveProperty("input");
  });
});

describe("a baseline that fails", () => {
  it.each<[string, Partial<Script>]>([
    ["while loading", failingAt("start", 1, crash("loading"))],
    ["in a checked call", failingAt("run", 2, crash("a call"))],
    [
      "in each process after the one that is checked",
      { fail: ({ deed, worker }) => (deed === "run" && worker > 1 ? timedOut : undefined) },
    ],
  ])("is an exception, not an outcome: %s", async (_when, baseline) => {
    const { request, tools, sandbox } = await prepare({ baseline });
    await expect(grade(request, tools)).rejects.toThrow(WorkerFailed);
    expect(sandbox.running()).toBe(0);
    expect(stagedFolders(sandbox).filter(existsSync)).toEqual([]);
  });

  it.each<[string, Partial<Script>, RegExp]>([
    ["loads", failingAt("start", 1, crash("loading"), 2), /\(too far\)/],
    ["warms up", failingAt("run", 2, timedOut, 2), /\(timed out\)/],
    ["is timed", failingAt("run", 10, crash("a call"), 2), /\(too far\)/],
  ])(
    "beside a candidate when it %s, and not alone, is not blamed on the exercise",
    async (_when, baseline, why) => {
      const { request, tools, sandbox } = await prepare({ baseline });
      const failed = await grade(request, tools).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(SetupError);
      expect(failed).not.toBeInstanceOf(ExerciseError);
      expect(String(failed)).toMatch(/not when it ran alone/);
      expect(String(failed)).toMatch(why);
      expect(sandbox.running()).toBe(0);
    },
  );

  it("is an exception when its answer is not plain data", async () => {
    const { request, tools } = await prepare({ baseline: { answer: () => Symbol("x") } });
    await expect(grade(request, tools)).rejects.toThrow("the baseline's answer is not plain data");
  });
});

/** Where the sides of a grading were staged. */
const stagedFolders = (sandbox: FakeSandbox) => [
  ...new Set(sandbox.events.map(({ program }) => dirname(dirname(program.module)))),
];

describe("the folders of a grading", () => {
  const settings: [string, Setting][] = [
    ["passed", { candidate: { cpuMs: 1 } }],
    ...failures.map(([name, setting]): [string, Setting] => [name, setting]),
  ];

  it.each(settings)("are clean afterwards: %s", async (_name, setting) => {
    const { request, tools, sandbox, source } = await prepare(setting);
    const before = contentOf(source);
    await grade(request, tools);
    expect(contentOf(source)).toEqual(before);
    expect(stagedFolders(sandbox).filter(existsSync)).toEqual([]);
    expect(sandbox.running()).toBe(0);
  });

  it("hold the baseline and the submission as they were taken while it lasts", async () => {
    const seen: (readonly string[])[] = [];
    const { request, tools, sandbox } = await prepare({ candidate: { cpuMs: 1 } });
    const onProgress = () => {
      seen.push(...stagedFolders(sandbox).map((root) => contentOf(root).filter(isSource)));
    };
    await grade(request, { ...tools, onProgress });
    expect(stagedFolders(sandbox)).toHaveLength(1);
    expect(seen.at(-1)).toEqual([
      `baseline/index.ts: ${baselineSource}`,
      `candidate/index.ts: ${candidateSource}`,
    ]);
  });
});

const isSource = (line: string) => line.includes("index.ts");

/** The files of a folder with their text. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (path) =>
        `${path.slice(folder.length + 1).replaceAll("\\", "/")}: ${readFileSync(path, "utf8")}`,
    )
    .sort();
}

describe("the progress of a grading", () => {
  const stagesOf = (progress: readonly Progress[]) =>
    progress.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1]);

  it("goes from checking to measuring, each counted up to its total", async () => {
    const { progress } = await gradeFake({ candidate: { cpuMs: 1 } });
    expect(stagesOf(progress)).toEqual(["checking answers", "measuring"]);
    const checking = progress.filter(({ stage }) => stage === "checking answers");
    // One edge case, five inputs of each of two sizes, one of the timed size.
    expect(checking.slice(1)).toEqual(
      Array.from({ length: 12 }, (_, done) => ({ stage: "checking answers", done, total: 12 })),
    );
    const measuring = progress.filter(({ stage }) => stage === "measuring");
    expect(measuring.map(({ done }) => done)).toEqual([0, 1]);
    expect(new Set(measuring.map(({ total }) => total)).size).toBe(1);
  });

  it("ends with the check when an answer is wrong", async () => {
    const { progress } = await gradeFake({ candidate: { answer: () => 1 } });
    expect(stagesOf(progress)).toEqual(["checking answers"]);
  });

  it("says nothing about a refused submission", async () => {
    const { progress, sandbox } = await gradeFake({ files: { "index.ts": "enum A {}" } });
    expect(progress).toEqual([]);
    expect(sandbox.events).toEqual([]);
  });
});

describe("the verdict of a grading", () => {
  it.each([
    ["of a fast version", { candidate: { cpuMs: 1 } }, "passed"],
    ["of a wrong one", { candidate: { answer: () => 1 } }, "wrong answer"],
    ["of a refused one", { files: { "index.ts": "enum A {}" } }, "refused"],
  ] as const)("is told once, when it is known: %s", async (_, setting, outcome) => {
    const told: GradingResult[] = [];
    const { request, tools } = await prepare(setting);
    const result = await grade(request, { ...tools, onVerdict: (verdict) => told.push(verdict) });
    expect(told).toEqual([{ ...result, seconds: told[0]?.seconds }]);
    expect(result.outcome.outcome).toBe(outcome);
  });

  it("is told before the evidence is gathered, and stays the same with it", async () => {
    const order: string[] = [];
    const { request, tools } = await prepare({
      candidate: { cpuMs: 1 },
      evidence: {
        folderOf: () => undefined,
        drawFlamegraph: async () => {
          order.push("drawn");
          return { state: "missing", why: "nothing to draw" };
        },
      },
    });
    const verdicts: GradingResult[] = [];
    const result = await grade(request, {
      ...tools,
      onVerdict: (verdict) => verdicts.push(verdict),
      onProgress: ({ stage }) => order.at(-1) !== stage && order.push(stage),
    });
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).not.toHaveProperty("evidence");
    const { evidence, seconds, ...rest } = result;
    expect(evidence).toBeDefined();
    expect(verdicts[0]).toEqual({ ...rest, seconds: verdicts[0]?.seconds });
    expect(order.slice(0, 3)).toEqual(["checking answers", "measuring", "profiling"]);
  });

  it("can be explained later, without being measured again", async () => {
    const { request, tools, sandbox } = await prepare({ candidate: { cpuMs: 1 } });
    const verdict = await grade(request, tools);
    const started = sandbox.events.length;
    const stages: string[] = [];
    const explained = await explain(request, verdict, {
      ...tools,
      evidence: {
        folderOf: () => undefined,
        drawFlamegraph: async () => ({ state: "missing", why: "nothing to draw" }),
      },
      onProgress: ({ stage }) => stages.push(stage),
    });
    expect(explained).toMatchObject({ ...verdict, evidence: expect.anything() });
    expect(new Set(stages)).toEqual(new Set(["profiling"]));
    expect(sandbox.events.length).toBeGreaterThan(started);
    expect(sandbox.running()).toBe(0);
  });
});

describe("the limit of the machine", () => {
  const exercise = { work: (list: number[]) => ({ bytes: 1e6 * list.length }) };
  const ceilings = { bandwidth: { bytes: 4096, gigabytesPerSecond: 32 }, gigaflops: 1 };

  it("is compared with both sides when the speedup is known", async () => {
    for (const cpuMs of [2, 8]) {
      const setting = { exercise, candidate: { cpuMs }, measureCeilings: () => ceilings };
      const { result } = await gradeFake(setting);
      expect(result.limit).toMatchObject({
        least: { ms: expect.closeTo(1) },
        share: { baseline: expect.closeTo(0.1), candidate: expect.closeTo(1 / cpuMs) },
      });
    }
  });

  it("is measured after everything that is timed", async () => {
    const { request, tools, sandbox } = await prepare({ exercise, candidate: { cpuMs: 1 } });
    let deeds = 0;
    const measureCeilings = () => {
      deeds = sandbox.events.length;
      return ceilings;
    };
    await grade(request, { ...tools, measureCeilings });
    expect(deeds).toBe(sandbox.events.length);
    expect(deeds).toBeGreaterThan(0);
  });

  it("is not measured for a wrong answer", async () => {
    const measureCeilings = () => expect.unreachable();
    const setting = { exercise, candidate: { answer: () => -1 }, measureCeilings };
    expect((await gradeFake(setting)).result).not.toHaveProperty("limit");
  });

  it("leaves the verdict as it is when it can't be measured", async () => {
    const measureCeilings = () => {
      throw new RangeError("no memory left");
    };
    const { result } = await gradeFake({ exercise, candidate: { cpuMs: 1 }, measureCeilings });
    expect(result.outcome.outcome).toBe("passed");
    expect(result.limit).toEqual({ state: "missing", why: "no memory left" });
  });
});

describe("the evidence of a grading", () => {
  const frame = (functionName: string, url: string) => ({
    ...{ functionName, url, lineNumber: 0, columnNumber: 0 },
  });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame("(root)", ""), children: [2] },
      { id: 2, callFrame: frame("runTimedCalls", "file:///grader/runner.js"), children: [] },
    ],
    samples: [2],
    timeDeltas: [1],
  };
  const head = { callFrame: frame("(root)", ""), selfSize: 0, children: [] };
  const times = { wallMs: 100, activeMs: 100, idleMs: 0, collectMs: 5, collections: 2 };
  const recordings = {
    "cpu profile": {
      profile,
      windows: [{ from: 0, to: 2, cpuMs: 0.002 }],
      intervalMs: 1,
    },
    "heap profile": { profile: { head } },
    "line allocations": [[10, 5000]],
    vitals: { ...times, bytes: 4000, delayMs: { p99: 0, longest: 0 }, resolutionMs: 2 },
  };

  const drawing = (folder?: string) => {
    const drawn: FlamegraphRequest[] = [];
    const evidence: NonNullable<GradingTools["evidence"]> = {
      folderOf: (side) => folder && join(folder, side),
      drawFlamegraph: async (request) => {
        drawn.push(request);
        return { state: "missing", why: "there is no 0x here" };
      },
    };
    return { drawn, evidence };
  };

  const kindsOf = ({ events }: FakeSandbox) =>
    events
      .filter(({ deed, program }) => deed === "start" && program.recording !== undefined)
      .map(({ side, program }) => `${side}: ${program.recording?.kind}`);

  it("is gathered last, each kind in a process of its own, the CPU profiles one by one", async () => {
    const { evidence, drawn } = drawing();
    const sides = { baseline: { recordings }, candidate: { recordings, cpuMs: 1 } };
    const { result, sandbox, progress } = await gradeFake({ ...sides, evidence });
    const last = progress.filter(({ stage }) => stage === "profiling");
    expect(last.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(kindsOf(sandbox).slice(0, 2)).toEqual([
      "baseline: cpu profile",
      "candidate: cpu profile",
    ]);
    expect(new Set(kindsOf(sandbox)).size).toBe(10);
    const watched = sandbox.events.filter(({ program }) => program.recording !== undefined);
    expect(sandbox.events.slice(-watched.length)).toEqual(watched);
    expect(drawn.map(({ title }) => title)).toEqual([
      expect.stringMatching(/: baseline$/),
      expect.stringMatching(/: this version$/),
    ]);
    expect(result.evidence?.candidate).toMatchObject({
      cpu: { state: "missing", why: expect.stringContaining("no sample") },
      vitals: { state: "seen", garbageCollection: 0.05 },
      shapes: { state: "missing", why: "V8 wrote no log" },
      sources: { "index.ts": candidateSource },
    });
  });

  it("records only calls after the warm-up", async () => {
    const { evidence } = drawing();
    const { sandbox } = await gradeFake({ candidate: { recordings, cpuMs: 1 }, evidence });
    const ofOne = sandbox.events.filter(
      ({ side, program }) => side === "candidate" && program.recording?.kind === "vitals",
    );
    const deeds = ofOne.map(({ deed }) => deed);
    const recorded = deeds.slice(deeds.indexOf("record"), deeds.indexOf("pause"));
    expect(deeds.slice(0, deeds.indexOf("record"))).toContain("run");
    expect(recorded).toContain("run");
    expect(deeds.slice(deeds.lastIndexOf("pause"))).toEqual(["pause", "finish recording", "stop"]);
  });

  it.each<[string, Partial<Script>, string]>([
    [
      "fails under the profiler",
      { fail: ({ deed }) => (deed === "finish recording" ? crash("a call") : undefined) },
      "the candidate threw RangeError: too far under the CPU profile",
    ],
    ["sends no profile", {}, "the CPU profile has not the form of one"],
    [
      "sends a profile that goes round in circles",
      {
        recordings: {
          "cpu profile": {
            windows: [],
            intervalMs: 1,
            profile: {
              ...profile,
              nodes: profile.nodes.map((node) => ({ ...node, children: [3 - node.id] })),
            },
          },
        },
      },
      "the CPU profile has not the form of one",
    ],
  ])("never changes the verdict: a side that %s has none, and a reason", async (_, side, why) => {
    const candidate: Partial<Script> = { cpuMs: 1, ...side };
    const { result, sandbox } = await gradeFake({
      ...{ baseline: { recordings }, candidate, ...drawing() },
    });
    expect(result.outcome.outcome).toBe("passed");
    expect(result.evidence?.baseline.vitals.state).toBe("seen");
    expect(result.evidence?.candidate.cpu).toEqual({ state: "missing", why });
    expect(result.evidence?.candidate.flamegraph).toMatchObject({ state: "missing", why });
    expect(sandbox.running()).toBe(0);
    expect(stagedFolders(sandbox).filter(existsSync)).toEqual([]);
  });

  it("is tried once of a side that hangs", async () => {
    const hangs: Failure = { kind: "timed out", during: "a call", seconds: 10 };
    const candidate: Partial<Script> = {
      cpuMs: 1,
      fail: ({ deed }) => (deed === "record" ? hangs : undefined),
    };
    const { result, sandbox } = await gradeFake({
      ...{ baseline: { recordings }, candidate, ...drawing() },
    });
    expect(kindsOf(sandbox).filter((kind) => kind.startsWith("candidate"))).toHaveLength(1);
    expect(result.evidence?.candidate.vitals).toEqual({
      state: "missing",
      why: "not tried, because the candidate had not answered after 10 s under the CPU profile",
    });
  });

  it("is kept beside its page when nothing is missing, and used for the same code again", async () => {
    const folder = temporaryFolder();
    const { evidence } = drawing(folder);
    const kept = { ...(await firstEvidence()), flamegraph: { state: "written", path: folder } };
    mkdirSync(join(folder, "baseline"));
    writeFileSync(join(folder, "baseline", "evidence.json"), JSON.stringify(kept));
    const candidate = { recordings, cpuMs: 1 };
    const { result, sandbox } = await gradeFake({ candidate, evidence });
    expect(kindsOf(sandbox).every((kind) => kind.startsWith("candidate"))).toBe(true);
    expect(result.evidence?.baseline).toEqual(kept);
    expect(existsSync(join(folder, "candidate", "evidence.json"))).toBe(false);

    async function firstEvidence() {
      const { result } = await gradeFake({ baseline: { recordings }, ...drawing() });
      return result.evidence?.baseline;
    }
  });

  it("is not gathered for a wrong answer", async () => {
    const { result, sandbox } = await gradeFake({ candidate: { answer: () => 1 }, ...drawing() });
    expect(result).not.toHaveProperty("evidence");
    expect(kindsOf(sandbox)).toEqual([]);
  });
});
