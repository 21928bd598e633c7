import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { runnerFolder } from "../../src/engine/sandbox/runner-files.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { grade } from "../../src/grading/pipeline.ts";
import { newProvenance } from "../../src/grading/provenance.ts";
import { failureDetails } from "../../src/reports/failure-details.ts";
import { courseFixture, folderInRepository } from "../support/course-copy.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const levels = (["permissions", "bubblewrap"] as const).filter(
  (level) => level === "permissions" || strongestIsolation() === "bubblewrap",
);

const { exercises } = await loadCourse(courseFixture);
const pairSums = exercises[0] as LoadedExercise;
const schedule = {
  ...{ fewestForks: 1, fewestClearForks: 1, mostForks: 1, leastForks: 1, budgetMs: 1, totalMs: 1 },
};
beforeAll(() => void runnerFolder());

/** The details that a learner gets of a submission's outcome. */
async function gradeSource(source: string, isolation: Isolation, changes: object = {}) {
  const folder = folderInRepository();
  writeFileSync(join(folder, "index.ts"), source);
  const limits = { ...pairSums.definition.limits, seconds: 2 };
  const exercise = { ...pairSums, definition: { ...pairSums.definition, limits, ...changes } };
  const request = {
    ...{ exercise, subject: "your code" as const, taken: await takeSubmission(folder, []) },
    ...{ provenance: newProvenance(isolation), schedule },
  };
  const sandbox = processSandboxWith(isolation);
  const now = () => performance.now();
  const tools = { sandbox, now, onProgress: () => {}, evidence: undefined };
  const { outcome } = await grade(request, tools);
  const details = failureDetails(outcome);
  const of = (label: string) => details.find(([name]) => name === label)?.[1];
  return { outcome: outcome.outcome, at: of("at"), input: of("input") };
}

const awaited = { entryKind: "async function" };

describe.each(levels)("a call that never ends, isolated by %s", (level) => {
  it.each([
    [
      "a loop",
      "export function pairSums() {\n  return spin(1);\n}\nfunction spin(left) {\n  while (left > 0) left = (left % 7) + 1;\n}",
      /^spin \(src\/index\.ts:5\)\npairSums \(src\/index\.ts:2\)$/,
      {},
    ],
    [
      "a loop while it loads",
      "let left = 1;\nwhile (left > 0) left = (left % 7) + 1;\nexport function pairSums() {}",
      /\(src\/index\.ts:2\)$/,
      {},
    ],
    [
      "a regular expression",
      'export function pairSums() {\n  return /^(a+)+$/.test("a".repeat(60) + "b");\n}',
      /^pairSums \(src\/index\.ts:2\)$/,
      {},
    ],
    [
      "an endless chain of promises",
      "export async function pairSums() {\n  await again();\n}\nasync function again() {\n  for (;;) await null;\n}",
      /^again \(src\/index\.ts:5\)/,
      awaited,
    ],
  ])("is told with the line where it was: %s", async (_what, source, at, changes) => {
    const told = await gradeSource(source, level, changes);
    expect(told).toMatchObject({ outcome: "timed out", at: expect.stringMatching(at) });
  });

  it.each([
    ["from the start", ""],
    ["after it worked", "  for (let left = 3e8; left > 0; left--) globalThis.left = left;\n"],
  ])("is told as waiting where it only waits, %s", async (_what, work) => {
    const source = `export async function pairSums() {\n  setInterval(() => {}, 60_000);\n${work}  await new Promise(() => {});\n}`;
    const told = await gradeSource(source, level, awaited);
    expect(told).toMatchObject({ outcome: "timed out", at: expect.stringMatching(/^no line: /) });
  });

  it("is told where the memory went that it filled", async () => {
    const source =
      "const kept = [];\nexport function pairSums() {\n  for (;;) kept.push(new Uint8Array(1e6).fill(1));\n}";
    const told = await gradeSource(source, level);
    expect(told).toMatchObject({ outcome: "out of memory", at: "pairSums (src/index.ts:3)" });
  });

  it.each([
    [
      "a string, after another that is caught",
      `export function pairSums() {
  try { refuse("none"); } catch {}
  refuse("no pairs");
}
function refuse(why) {
  throw why;
}`,
      "refuse (src/index.ts:6)\npairSums (src/index.ts:3)",
      {},
    ],
    [
      "an object, before one that is caught",
      `export function pairSums() {
  try { throw { code: 7 }; }
  finally { try { throw "over"; } catch {} }
}`,
      "pairSums (src/index.ts:2)",
      {},
    ],
    [
      "an error that was made without a stack",
      "export function pairSums() {\n  Error.stackTraceLimit = 0;\n  throw new TypeError('none');\n}",
      "pairSums (src/index.ts:3)",
      {},
    ],
    [
      "null while it loads",
      "const rows = 0;\nif (rows === 0) throw null;\nexport function pairSums() {}",
      "top level (src/index.ts:2)",
      {},
    ],
    [
      "a number in a timer",
      `export async function pairSums() {
  setTimeout(function late() {
    throw -0;
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}`,
      "late (src/index.ts:3)",
      awaited,
    ],
    [
      "undefined, through promises",
      `async function read() {
  await null;
  throw undefined;
}
export async function pairSums() {
  return await read();
}`,
      "read (src/index.ts:3)",
      awaited,
    ],
    [
      "a rejection of a text",
      `export async function pairSums() {
  await null;
  return Promise.reject("no pairs");
}`,
      "pairSums (src/index.ts:3)",
      awaited,
    ],
  ])(
    "what is no Error is told with the line that throws it: %s",
    async (_what, source, at, changes) => {
      const told = await gradeSource(source, level, changes);
      expect(told).toMatchObject({ outcome: "crashed", at, input: undefined });
    },
  );

  it("what is no Error is told without a line where it is not thrown again", async () => {
    const source = "export function pairSums() {\n  throw Math.random();\n}";
    const told = await gradeSource(source, level);
    expect(told.at).toMatch(/^an unknown place: only an Error knows .*; throw new Error\(/);
  });

  it("leaves a watched version neither workers nor the inspector", async () => {
    const source = `import process from "node:process";
export function run() {
  const found = [];
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const { Session, open } = process.getBuiltinModule("node:inspector");
  for (const escape of [() => new Worker("1", { eval: true, execArgv: [] }), () => new Session().connect(), () => open(0)]) {
    try { escape(); found.push("escaped"); } catch (error) { found.push(error.code); }
  }
  return found;
}`;
    const setting = { modules: ["node:process"] };
    const program = programInMemory(temporaryFolder(), "candidate", source, setting);
    const watched = { ...program, recording: { kind: "whereabouts" } as const };
    const worker = await processSandboxWith(level).start(watched);
    try {
      await worker.deliver([encode([])]);
      await worker.run();
      const { answers } = await worker.collect([0]);
      expect(answers).toEqual([
        { kind: "data", value: ["ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED"] },
      ]);
    } finally {
      await worker.stop();
    }
  });
});

it("a large input on which a call never ends is made small", async () => {
  const source = `export function pairSums(values, sum) {
  for (; values.length >= 6; ) {}
  let pairs = 0;
  values.forEach((a, at) => values.slice(at + 1).forEach((b) => { if (a + b === sum) pairs++; }));
  return pairs;
}`;
  const told = await gradeSource(source, "permissions");
  expect(told).toMatchObject({ outcome: "timed out", at: "pairSums (src/index.ts:2)" });
  expect(told.input?.split(",").length).toBeLessThan(20);
});
