import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { runVisibleTests } from "../../src/authoring/check/run-visible-tests.ts";
import { ExerciseError } from "../../src/contract/errors.ts";
import { withBench } from "../../src/course/bench.ts";
import type { LoadedExercise } from "../../src/course/exercises/load.ts";
import { stage } from "../../src/course/staging/stage.ts";
import { strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { soundCourse } from "../support/sound-course.ts";

const resource = `import { DatabaseSync } from "node:sqlite";
const database = new DatabaseSync(new URL("numbers.sqlite", import.meta.url));
export const operations = () => 0;
export const ask = (sql: string) => database.prepare(sql).all();
`;
const asking = (sql: string) =>
  new Map([
    [
      "index.ts",
      `import { ask } from "@bottleneck/pair-sums/resource";
export const pairSums = () => JSON.stringify(ask("${sql}"));
`,
    ],
  ]);
/** Without types: each file is the module that runs. */
const submissionOf = (files: ReadonlyMap<string, string>) => ({
  ...{ files, modules: files, digest: "", leftOut: [] },
});
const sums = asking("SELECT sum(n) AS sum FROM numbers");
const visibleTest = `import { expect, it } from "vitest";
import { pairSums } from "#subject";
it("sums up", () => expect(pairSums()).toBe('[{"sum":42}]'));
`;
const packageJson = {
  name: "@bottleneck/pair-sums",
  type: "module",
  imports: { "#subject": "./src/index.ts" },
  exports: { "./resource": "./resource/index.ts" },
};

function makeNumbers(folder: string): void {
  const path = join(folder, "numbers.sqlite");
  rmSync(path, { force: true });
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE numbers (n); INSERT INTO numbers VALUES (20), (22)");
  database.close();
}

/** An exercise whose resource reads a database; where the resource lies, somebody left another file. */
async function exerciseWith(makeFiles: (folder: string) => void): Promise<LoadedExercise> {
  const { exercise } = await soundCourse((folder) => {
    mkdirSync(join(folder, "resource"));
    writeFileSync(join(folder, "resource/index.ts"), resource);
    writeFileSync(join(folder, "resource/numbers.sqlite"), "no database");
    writeFileSync(join(folder, "exercise.test.ts"), visibleTest);
    writeFileSync(join(folder, "package.json"), JSON.stringify(packageJson));
  });
  const own = { operation: "statement", modules: ["node:sqlite"], makeFiles };
  return { ...exercise, definition: { ...exercise.definition, resource: own } };
}

/** What a version answers in a process of its own. */
async function answerOf(files: ReadonlyMap<string, string>): Promise<unknown> {
  const exercise = await exerciseWith(makeNumbers);
  const request = {
    exercise,
    submission: submissionOf(files),
    sandbox: processSandbox,
    timeSeed: 1,
  };
  return withBench(request, async (bench) => {
    const worker = await bench.start("candidate");
    try {
      await worker.deliver([encode([[], 0])]);
      await worker.run();
      return (await worker.collect([0])).answers[0];
    } finally {
      await worker.stop();
    }
  });
}

describe("the files of a resource", () => {
  it("are there for a version that is graded, made anew", async () => {
    expect(await answerOf(sums)).toEqual({ kind: "data", value: '[{"sum":42}]' });
  });

  it.skipIf(strongestIsolation() !== "bubblewrap")(
    "can't be changed by a version, even where the resource would let it",
    async () => {
      await expect(answerOf(asking("DELETE FROM numbers"))).rejects.toThrow(/readonly database/);
    },
  );

  it("are there for the visible tests of each version", async () => {
    const exercise = await exerciseWith(makeNumbers);
    const runs = await runVisibleTests(exercise, new Map([["a version", sums]]));
    expect(runs.get("a version")).toEqual({ state: "passed", tests: 1 });
  });

  it("that can't be made are for the author to fix", async () => {
    const exercise = await exerciseWith(() => {
      throw new Error("no such table");
    });
    const staging = () => stage(exercise, submissionOf(sums));
    await expect(staging).rejects.toThrow(ExerciseError);
    await expect(staging).rejects.toThrow(/^pair-sums: resource\.makeFiles failed: no such table$/);
  });
});
