import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { checkTypes, type TypeCheck } from "../../src/course/types/check-types.ts";
import { type CourseCopy, copyCourse, sourceOf } from "../support/course-copy.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

async function typesOf(files: Readonly<Record<string, string>>): Promise<TypeCheck> {
  const folder = temporaryFolder(files);
  const taken = await takeSubmission(folder, ["node:zlib"]);
  if (taken.state === "refused") throw new Error(taken.reasons.join("\n"));
  return checkTypes(folder, taken.submission);
}

describe("the types of a version", () => {
  it.each<[string, Record<string, string>]>([
    [
      "types of its own, of Node and of the language",
      {
        "index.ts":
          'import { gzipSync } from "node:zlib";\nimport type { Row } from "./row.ts";\nexport const f = (row: Row) => gzipSync(Buffer.from(row.name));\n',
        "row.ts": "export interface Row { readonly name: string }",
      },
    ],
    [
      "WebAssembly text",
      {
        "index.ts":
          'import bytes from "./a.wat";\nexport const a: Uint8Array<ArrayBuffer> = bytes;\n',
        "a.wat": "(module)",
      },
    ],
    [
      "declarations that hold without an import",
      { "index.ts": "export const a: Global = 1;\n", "globals.d.ts": "type Global = number;\n" },
    ],
    [
      "a broken file that nothing imports",
      { "index.ts": "export const a = 1;\n", "old.ts": "export const b: string = 5;" },
    ],
  ])("are right with %s", async (_what, files) => {
    expect(await typesOf(files)).toEqual({ state: "checked", first: [], count: 0 });
  });

  it("are wrong in places, of which the first five are told, with file and line", async () => {
    const files = {
      "index.ts": [
        'import { one } from "./lib/one.ts";',
        "export const a: string = one;",
        "export const b = (list: number[]): number => list[0];",
        "export const c = nobody;",
        "export const d = one.length;",
      ].join("\n"),
      "lib/one.ts": 'export const one: number = "1";\nexport const two: number = "2";\n',
    };
    const types = await typesOf(files);
    if (types.state !== "checked") throw new Error(types.why);
    expect(types.count).toBe(6);
    expect(types.first.map(({ file, line }) => `${file}:${line}`)).toEqual([
      ...["index.ts:2", "index.ts:3", "index.ts:4", "index.ts:5", "lib/one.ts:1"],
    ]);
    expect(types.first[0]?.message).toBe("Type 'number' is not assignable to type 'string'.");
  });
});

/** A course whose submission is wrong, quickly, and has a mistake in its types that runs. */
function copyWithMistake(): CourseCopy {
  const course = copyCourse();
  writeFileSync(join(course.root, "package.json"), '{ "type": "module" }');
  const text = "const zero: string = 0;\nexport const pairSums = () => zero;\n";
  writeFileSync(join(sourceOf(course), "index.ts"), text);
  return course;
}

const outcomeIn = ({ stdout }: CliRun) =>
  (JSON.parse(stdout) as { outcome: { outcome: string }; types?: TypeCheck }[])[0];

describe("a mistake in the types that runs", () => {
  it("is told in one line, and decides nothing; from the record too", async () => {
    const course = copyWithMistake();
    const told =
      /wrong answer[\s\S]*type error, which decides nothing: index\.ts:1: Type 'number' is not assignable to\s+type 'string'\n/;
    expect((await runCli(["grade"], course)).stdout).toMatch(told);
    const again = await runCli(["grade"], course);
    expect(again.stderr).toBe("");
    expect(again.stdout).toMatch(told);
  });

  it.each([
    ["its option", ["--types", "refuse"], "{}"],
    ["its package.json", [], '{ "bottleneck": { "types": "refuse" } }'],
    [
      "its option, against its package.json",
      ["--types", "refuse"],
      '{ "bottleneck": { "types": "ignore" } }',
    ],
  ])("is refused where the course says so by %s", async (_how, options, manifest) => {
    const course = copyWithMistake();
    writeFileSync(join(course.root, "package.json"), manifest);
    const run = await runCli(["grade", "--json", ...options], course);
    expect(run.status).toBe(1);
    expect(outcomeIn(run)?.outcome).toEqual({
      outcome: "refused",
      reasons: ["src/index.ts:1: type error: Type 'number' is not assignable to type 'string'."],
    });
  });

  it.each([
    ["its option", ["--types", "ignore"], "{}"],
    ["its package.json", [], '{ "bottleneck": { "types": "ignore" } }'],
  ])("is not looked for where the course says so by %s", async (_how, options, manifest) => {
    const course = copyWithMistake();
    writeFileSync(join(course.root, "package.json"), manifest);
    const found = outcomeIn(await runCli(["grade", "--json", ...options], course));
    expect(found?.outcome.outcome).toBe("wrong answer");
    expect(found).not.toHaveProperty("types");
  });

  it.each([
    ["another word", '{ "bottleneck": { "types": "refus" } }', 'bottleneck.types is "refus"'],
    ["no JSON", "{", "can't be read"],
    ["a number", '{ "bottleneck": { "types": 1 } }', "bottleneck.types is 1"],
  ])("needs a policy that is one, not %s", async (_what, manifest, words) => {
    const course = copyWithMistake();
    writeFileSync(join(course.root, "package.json"), manifest);
    const { status, stderr } = await runCli(["grade"], course);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
  });
});
