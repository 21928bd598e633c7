import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestRun } from "../../src/authoring/check/rule.ts";
import { runVisibleTests } from "../../src/authoring/check/run-visible-tests.ts";
import { ExerciseError } from "../../src/contract/errors.ts";
import { readSources } from "../../src/course/staging/stage.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { folderInRepository } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { type SoundCourse, soundCourse } from "../support/sound-course.ts";

const right = "export function pairSums() { return 0; }\n";

let temporary: string;
beforeAll(() => {
  temporary = folderInRepository();
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(() => vi.unstubAllEnvs());

/** Runs tests with this text on versions: each an index.ts. */
async function runsOf(
  test: string,
  versions: Readonly<Record<string, string>>,
): Promise<Record<string, TestRun>> {
  const { exercise } = await soundCourse((folder) =>
    writeFileSync(join(folder, "exercise.test.ts"), test),
  );
  const sources = Object.entries(versions).map(
    ([name, text]) => [name, new Map([["index.ts", text]])] as const,
  );
  return Object.fromEntries(await runVisibleTests(exercise, new Map(sources)));
}

const importing = 'import { expect, it } from "vitest";\nimport { pairSums } from "#subject";\n';

describe("the visible tests, really run", () => {
  let course: SoundCourse;
  let runs: ReadonlyMap<string, TestRun>;
  let before: unknown;
  beforeAll(async () => {
    course = await soundCourse();
    const solution = (path: string) => readSources(join(course.root, "solutions/pair-sums", path));
    before = snapshot(course.root);
    runs = await runVisibleTests(
      course.exercise,
      new Map([
        ["the baseline", readSources(join(course.exercise.folder, "baseline"))],
        ["the reference", solution("src")],
        ["a wrong one", solution("wrong/pairs-a-value-with-itself")],
        ["one that can't be loaded", new Map([["index.ts", "const ("]])],
      ]),
    );
  });

  it("pass on what is right", () => {
    expect(runs.get("the baseline")).toEqual({ state: "passed", tests: 2 });
    expect(runs.get("the reference")).toEqual({ state: "passed", tests: 2 });
  });

  it("fail on what is wrong, in a test that is named", () => {
    expect(runs.get("a wrong one")).toEqual({
      state: "failed",
      test: "counts the pairs that add up",
    });
  });

  it("are not run on what can't be loaded, for a reason", () => {
    expect(runs.get("one that can't be loaded")).toMatchObject({
      state: "not run",
      why: expect.stringMatching(/\w/),
    });
  });

  it("leave the course as it was, and nothing behind", () => {
    expect(snapshot(course.root)).toEqual(before);
    expect(readdirSync(temporary).filter((name) => name.startsWith("bottleneck-"))).toEqual([]);
    expect(liveProcessCount()).toBe(0);
  });
});

describe("a test file", () => {
  it.each([
    ["without a test", "export {};\n"],
    ["that throws", `throw new Error("no luck");\n`],
    ["without anything", ""],
  ])("%s is not run", async (_, test) => {
    expect(await runsOf(test, { any: right })).toMatchObject({ any: { state: "not run" } });
  });

  it("that never fails passes on everything", async () => {
    const test = `${importing}it("is there", () => { expect(1).toBe(1); pairSums([], 1); });\n`;
    const silent = "export function pairSums() {}\n";
    const runs = await runsOf(test, { right, silent });
    expect(runs).toEqual({
      right: { state: "passed", tests: 1 },
      silent: { state: "passed", tests: 1 },
    });
  });

  it("that skips its tests is not run", async () => {
    const test = `${importing}it.skip("adds", () => expect(pairSums([], 1)).toBe(0));\n`;
    expect(await runsOf(test, { right })).toEqual({
      right: { state: "not run", why: "it holds no test" },
    });
  });

  it("may import the version's neighbours, the baseline's types among them", async () => {
    const test = `${importing}import type {} from "./baseline/index.ts";\nimport { existsSync } from "node:fs";\nit("finds", () => { expect(existsSync(new URL("./exercise.ts", import.meta.url))).toBe(true); expect(pairSums([], 1)).toBe(0); });\n`;
    expect(await runsOf(test, { right })).toEqual({ right: { state: "passed", tests: 1 } });
  });

  it("is run on versions of several files", async () => {
    const { exercise } = await soundCourse();
    const files = new Map([
      ["index.ts", 'export { pairSums } from "./inside/sums.ts";\n'],
      ["inside/sums.ts", right],
    ]);
    const runs = await runVisibleTests(exercise, new Map([["folders", files]]));
    expect(runs.get("folders")).toMatchObject({ state: "failed" });
  });

  it("that comes to no end is ended, with all that it started", async () => {
    const { exercise } = await soundCourse();
    const endless = new Map([["index.ts", "export function pairSums() { for (;;); }\n"]]);
    const running = runVisibleTests(exercise, new Map([["endless", endless]]), 4000);
    await expect(running).rejects.toThrow(/^the visible tests of pair-sums came to no end/);
    await expect(running).rejects.toBeInstanceOf(ExerciseError);
    expect(liveProcessCount()).toBe(0);
  });
});
