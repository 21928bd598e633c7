import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ReadSource } from "../../src/course/source/read-source.ts";
import { type Reading, readSafely } from "../../src/engine/reading/reader.ts";
import { cpuMsOf, memoryOf } from "../../src/engine/sandbox/counters.ts";
import { lineAllocations } from "../../src/evidence/profilers/line-allocations.ts";
import { outlinesOf } from "../../src/evidence/tables/sources.ts";
import { addExercise, copyCourse, sourceOf } from "../support/course-copy.ts";
import { canListProcesses, readersOf } from "../support/process-list.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const sourceReader = new URL("../../src/course/source/read-source.ts", import.meta.url);
const shortly = { seconds: 0.5, megabytes: 1000 };

const read = (text: string, limits = shortly): Promise<Reading<ReadSource>> =>
  readSafely(sourceReader, text, limits);

/** A reader of its own, from the source of its module. */
function readerOf(source: string): URL {
  const folder = temporaryFolder({ "reader.mjs": source });
  return new URL(`file://${join(folder, "reader.mjs")}`);
}

/** Each level of nesting doubles what Node's stripper of types has to try. */
const hanging = (levels: number) =>
  `const f = ${"x ? (y) : z => (".repeat(levels)}1${")".repeat(levels)};\n`;

const sound = "export const a: number = 1;\n";

describe("a text that can't be read for the evidence", () => {
  const sum = `export const sum = 1${"+1".repeat(100_000)};`;

  it("costs its own outline and no other's", async () => {
    const modules = new Map([
      ["sum.ts", sum],
      ["index.ts", "export function run() {}"],
    ]);
    const outlines = await outlinesOf("/t/candidate", modules);
    expect([...outlines.values()].map(({ file }) => file)).toEqual(["index.ts"]);
  });

  it("runs without probes", async () => {
    expect(await lineAllocations().rewrite?.(sum, "sum.ts")).toBe(sum);
  });
});

describe("a text that is read", () => {
  it.each([
    ["hangs the parser", hanging(34), "it takes more than 0.5 seconds to read"],
    [
      "hangs it in the middle of a program",
      `${sound}${hanging(40)}${sound}`,
      "it takes more than 0.5 seconds to read",
    ],
    ["nests brackets", `${"(".repeat(20_000)}1${")".repeat(20_000)}`, "it is nested too deeply"],
    [
      "nests lists",
      `const a = ${"[".repeat(20_000)}${"]".repeat(20_000)};`,
      "it is nested too deeply",
    ],
    ["adds up without end", `const a = 1${"+1".repeat(100_000)};`, "it is nested too deeply"],
    ["nests blocks", `${"{".repeat(50_000)}${"}".repeat(50_000)}`, "it is nested too deeply"],
  ])("is given up when it %s, and the next one is read", async (_what, text, why) => {
    expect(await read(text)).toEqual({ state: "given up", why });
    expect(await read(sound, { seconds: 30, megabytes: 1000 })).toMatchObject({
      state: "read",
      result: { state: "read", javaScript: "export const a         = 1;\n" },
    });
  });

  it.each([
    ["memory of the heap", "const kept = []; export default () => { for (;;) kept.push({}); };"],
    [
      "memory beside the heap",
      "const kept = []; export default async () => { for (;;) { kept.push(Buffer.alloc(2e7, 1)); await new Promise(setImmediate); } };",
    ],
  ])("is given up when it takes too much %s", async (_what, source) => {
    const limits = { seconds: 30, megabytes: 300 };
    const reading = await readSafely(readerOf(source), "", limits);
    expect(reading).toEqual({
      state: "given up",
      why: "it takes more than 300 MB of memory to read",
    });
  });

  it.each([
    [
      "throws",
      "export default () => { throw new Error('no luck\\nat all'); };",
      "it can't be read (no luck)",
    ],
    ["throws no error", "export default () => { throw 'no luck'; };", "it can't be read (no luck)"],
    ["ends its process", "export default () => process.exit(3);", "its reader ended with code 3"],
    [
      "is killed",
      "export default () => process.kill(process.pid, 'SIGTERM');",
      "its reader was ended by SIGTERM",
    ],
  ])("is given up when its reader %s", async (_what, source, why) => {
    const limits = { seconds: 30, megabytes: 1000 };
    expect(await readSafely(readerOf(source), "", limits)).toEqual({ state: "given up", why });
  });

  it("is read in the same process as others, each with its own answer", async () => {
    const reader = readerOf("export default (text) => [process.pid, text];");
    const limits = { seconds: 30, megabytes: 1000 };
    const texts = ["one", "two", "three"];
    const read = await Promise.all(texts.map((text) => readSafely(reader, text, limits)));
    const results = read.map((one) => (one.state === "read" ? one.result : [])) as [
      number,
      string,
    ][];
    expect(results.map(([, text]) => text)).toEqual(texts);
    expect(new Set(results.map(([pid]) => pid)).size).toBe(1);
  });
});

describe("a submission that hangs a parser", () => {
  const patience = { timeout: 20_000, interval: 20 };

  /** More than starting takes, and far less than the time limit. */
  const startUpMs = 1000;

  const busiestMs = (pid: number) =>
    Math.max(0, ...readersOf(pid).map((reader) => cpuMsOf(reader.pid) ?? 0));

  it("is refused, named by its file, and the next exercise is graded", async () => {
    const course = copyCourse();
    addExercise(course, "a-hanging-one");
    writeFileSync(join(sourceOf(course, "a-hanging-one"), "index.ts"), hanging(34));
    writeFileSync(join(sourceOf(course), "index.ts"), "export const pairSums = () => [];\n");
    const { status, stdout } = await runCli(["grade", "--json", "--no-record"], course);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        exercise: { id: "a-hanging-one" },
        outcome: {
          outcome: "refused",
          reasons: [
            "src/index.ts: it takes more than 5 seconds to read; write it in simpler parts",
          ],
        },
      },
      { exercise: { id: "pair-sums" }, outcome: { outcome: "wrong answer" } },
    ]);
  });

  it.runIf(canListProcesses).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "leaves the grader able to hear %s, and no process behind",
    async (signal) => {
      const course = copyCourse();
      writeFileSync(join(sourceOf(course), "index.ts"), hanging(60));
      const cli = startCli(["grade", "--no-record"], course);
      const pid = cli.child.pid ?? 0;
      await expect.poll(() => busiestMs(pid), patience).toBeGreaterThan(startUpMs);
      const readers = readersOf(pid);
      cli.child.kill(signal);
      const { status, stderr } = await cli.ended;
      expect({ status, stderr }).toEqual({
        status: 130,
        stderr: expect.stringContaining("Stopped. Finished gradings are kept"),
      });
      expect(readers).toHaveLength(1);
      await expect.poll(() => readers.filter(({ pid }) => memoryOf(pid)), patience).toEqual([]);
    },
  );
});
