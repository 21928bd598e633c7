import { describe, expect, it } from "vitest";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { WorkerFailed } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { outcomeOfFailure } from "../../src/engine/verdict/outcome-of-failure.ts";
import { programInMemory } from "../support/program-in-memory.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const other = { "other.ts": "export const run = () => 42;\nexport const seven = () => 7;\n" };

/** What a version's `run` answers, or why it is refused. */
async function answerOf(
  index: string,
  files: Readonly<Record<string, string>> = {},
  kind: "function" | "async function" = "function",
): Promise<unknown> {
  const folder = temporaryFolder({ "candidate/index.ts": index });
  const version = temporaryFolder({ "index.ts": index, ...files });
  const taken = await takeSubmission(version, []);
  if (taken.state === "refused") return taken.reasons;
  const { modules } = taken.submission;
  const sources = new Map(
    [...modules].map(([path, text]) => [`${folder}/candidate/${path}`, text]),
  );
  const program = { ...programInMemory(folder, "candidate", index, { kind }), sources };
  try {
    const worker = await processSandboxWith("permissions").start(program);
    try {
      await worker.deliver([encode([])]);
      await worker.run();
      return (await worker.collect([0])).answers[0];
    } finally {
      await worker.stop();
    }
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    const outcome = outcomeOfFailure(error.failure);
    return outcome.outcome === "refused" ? outcome.reasons : outcome;
  }
}

const answered = { kind: "data", value: 42 };

describe("an entry works that is", () => {
  it.each<[string, string, Record<string, string>?]>([
    ["a declared function", "export function run(): number { return 42; }"],
    ["an arrow function", "export const run = (): number => 42;"],
    ["a function expression", "export const run = function named() { return 42; };"],
    ["exported by a list", "const run = () => 42;\nexport { run };"],
    ["exported by another name", "const fast = () => 42;\nexport { fast as run };"],
    ["exported by a quoted name", 'const fast = () => 42;\nexport { fast as "run" };'],
    [
      "exported as the default too",
      "export default function run() { return 42; }\nexport { run };",
    ],
    ["exported again", 'export { run } from "./other.ts";', other],
    ["exported again with all others", 'export * from "./other.ts";', other],
    [
      "exported again by another name",
      'export { run as once } from "./other.ts";\nexport { run } from "./other.ts";',
      other,
    ],
    ["imported and exported", 'import { run } from "./other.ts";\nexport { run };', other],
    ["a variable that gets another value", "export let run = () => 7;\nrun = () => 42;"],
    ["bound", "export const run = ((value: number) => value).bind(undefined, 42);"],
    ["overloaded", "export function run(): number;\nexport function run(): unknown { return 42; }"],
    ["generic", "export const run = <T>(value = 42 as T): T => value;"],
    ["a static method", "class A { static run = () => 42; }\nexport const { run } = A;"],
  ])("%s", async (_what, index, files) => {
    expect(await answerOf(index, files)).toEqual(answered);
  });

  it("async, where the exercise awaits it", async () => {
    const index = "export async function run() { return 42; }";
    expect(await answerOf(index, {}, "async function")).toEqual(answered);
  });
});

const must = "src/index.ts must export the function run";

describe("an entry is refused that is", () => {
  it.each<[string, string, string, Record<string, string>?]>([
    [
      "a default alone",
      "export default function run() {}",
      "; it exports default; write export function run, without default",
    ],
    ["a class", "export class run { answer = 42; }", "; what it exports by that name is a class"],
    [
      "a generator",
      "export function* run() { yield 42; }",
      "; what it exports by that name is a generator function",
    ],
    [
      "an async generator",
      "export async function* run() { yield 42; }",
      "; what it exports by that name is a generator function",
    ],
    ["a number", "export const run = 42;", "; what it exports by that name is a number"],
    [
      "an object",
      "export const run = { run: () => 42 };",
      "; what it exports by that name is an object",
    ],
    [
      "all of another file",
      'export * as run from "./other.ts";',
      "; what it exports by that name is an object",
      other,
    ],
    ["null", "export const run = null;", "; what it exports by that name is null"],
    [
      "not set",
      "export let run: undefined | (() => number);",
      "; what it exports by that name is undefined",
    ],
    [
      "not exported",
      "function run() { return 42; }\nexport const other = run;",
      "; it exports other",
    ],
    ["a type", "export type run = () => number;", "; it exports nothing"],
    ["nothing", "", "; it exports nothing"],
    ["only like its name", "export const run\u200d = () => 42;", "; it exports run\\u{200d}"],
  ])("%s", async (_what, index, says, files) => {
    expect(await answerOf(index, files)).toEqual([`${must}${says}`]);
  });

  it.each([
    ["a namespace", "export namespace run { export const a = 1; }", "namespaces don't run"],
    ["an enum", "export enum run { a }", "enums don't run"],
    ["assigned to exports", "export = () => 42;", "export = does not run"],
  ])("%s, before anything runs", async (_what, index, says) => {
    expect(await answerOf(index)).toEqual([expect.stringContaining(`src/index.ts:1: ${says}`)]);
  });
});
