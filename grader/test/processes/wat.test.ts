import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runVisibleTests } from "../../src/authoring/check/run-visible-tests.ts";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { readSources, stage } from "../../src/course/staging/stage.ts";
import { takeSubmission } from "../../src/course/staging/submission.ts";
import { compileWat, type WatProblem } from "../../src/engine/wat/compile-wat.ts";
import { copyCourse, submissionsFixture } from "../support/course-copy.ts";
import { soundCourse } from "../support/sound-course.ts";

const folderOfText = join(submissionsFixture, "passed/brings-webassembly-as-text");

async function problemsOf(text: string): Promise<readonly WatProblem[]> {
  const compiled = await compileWat(text);
  return compiled.state === "invalid" ? compiled.problems : [];
}

/** The exports of the module whose JavaScript is served in place of the text. */
async function exportsOf(text: string): Promise<unknown> {
  const compiled = await compileWat(text);
  if (compiled.state !== "compiled") throw new Error(JSON.stringify(compiled));
  const url = `data:text/javascript,${encodeURIComponent(compiled.javaScript)}`;
  const { default: bytes } = (await import(url)) as { default: Uint8Array<ArrayBuffer> };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}

describe("WebAssembly text", () => {
  it("is compiled to bytes that can be instantiated", async () => {
    const exports = await exportsOf(
      '(module (func (export "double") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1))))',
    );
    expect((exports as { double(value: number): number }).double(21)).toBe(42);
  });

  it.each([
    ["vectors", "(func (result v128) (i32x4.splat (i32.const 1)))"],
    [
      "relaxed vectors",
      "(func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0)))",
    ],
    ["tail calls", "(func $again (return_call $again))"],
    [
      "blocks of memory",
      "(memory 1) (func (memory.fill (i32.const 0) (i32.const 1) (i32.const 9)))",
    ],
    ["several results", "(func (result i32 i32) (i32.const 1) (i32.const 2))"],
  ])("may use %s", async (_what, body) => {
    expect(await exportsOf(`(module ${body})`)).toEqual({});
  });

  it("keeps the names of its functions, for profiles", async () => {
    const compiled = await compileWat('(module (func $luminance (export "f")))');
    const text = compiled.state === "compiled" ? compiled.javaScript : "";
    const [, base64 = ""] = /"(.*)"/.exec(text) ?? [];
    expect(Buffer.from(base64, "base64").toString("latin1")).toContain("luminance");
  });

  it.each([
    [
      "what is no instruction",
      "(module\n  (func\n    i32.addd))",
      3,
      /unexpected token "?i32\.addd/,
    ],
    ["a name that nobody declares", "(module\n (func\n  local.get $x))", 3, /undefined local/],
    [
      "values of the wrong type",
      "(module\n (func (result i32)\n  f32.const 1))",
      3,
      /type mismatch/,
    ],
    ["what has no end", "(module\n", 2, /EOF/],
    ["another language", "hello", 1, /unexpected token "hello"/],
  ])("with %s is invalid, and the line is told", async (_what, text, line, what) => {
    expect(await problemsOf(text)).toEqual([{ line, what: expect.stringMatching(what) }]);
  });

  it("tells the first five of many mistakes", async () => {
    const problems = await problemsOf(`(module\n${"(func (result i32))\n".repeat(9)})`);
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  });

  it("that breaks the compiler is invalid, and what comes after it is compiled", async () => {
    const depth = 100_000;
    const deep = `(module (func ${"(block ".repeat(depth)}${")".repeat(depth)}))`;
    expect(await problemsOf(deep)).toEqual([
      { line: undefined, what: expect.stringMatching(/can't be compiled|nested too deeply/) },
    ]);
    expect((await compileWat("(module (table 1 funcref))")).state).toBe("compiled");
  });
});

async function copiedExercise(): Promise<LoadedExercise> {
  const { exercises } = await loadCourse(copyCourse().root);
  return exercises[0] as LoadedExercise;
}

/** Gives an exercise's baseline a WebAssembly text. */
function importAdd({ folder }: LoadedExercise, text: string): void {
  writeFileSync(join(folder, "baseline/add.wat"), text);
  appendFileSync(join(folder, "baseline/index.ts"), 'import "./add.wat";\n');
}

async function submissionIn(folder: string) {
  const taken = await takeSubmission(folder, []);
  if (taken.state === "refused") throw new Error(taken.reasons.join("\n"));
  return taken.submission;
}

describe("a version with WebAssembly text", () => {
  it("is staged with the text and the module of it, in the baseline too", async () => {
    const exercise = await copiedExercise();
    importAdd(exercise, "(module (func))");
    const staged = await stage(exercise, await submissionIn(folderOfText));
    try {
      const { baseline, candidate } = staged.versions;
      expect(readSources(staged.sides.candidate)).toEqual(readSources(folderOfText));
      expect(candidate.modules.get("kernels/take.wat")).toMatch(/^export default /);
      expect(candidate.modules.get("index.ts")).toMatch(/^import bytes/m);
      expect(baseline.modules.get("add.wat")).toMatch(/^export default /);
      const compiled = join(staged.sides.baseline, "add.wat.mjs");
      expect(readFileSync(compiled, "utf8")).toBe(baseline.modules.get("add.wat"));
    } finally {
      staged.remove();
    }
    expect(existsSync(staged.root)).toBe(false);
  });

  it("that is the baseline's, and broken, is for the author to fix", async () => {
    const exercise = await copiedExercise();
    importAdd(exercise, "(module\n (func i32.addd))");
    const submission = await submissionIn(folderOfText);
    await expect(stage(exercise, submission)).rejects.toThrow(/baseline\/add\.wat:2: /);
  });

  it("is another version of the exercise when the baseline's text changes", async () => {
    const { root } = copyCourse();
    const versionNow = async () => (await loadCourse(root)).exercises[0]?.version;
    const before = await versionNow();
    writeFileSync(join(root, "packages/pair-sums/baseline/add.wat"), "(module)");
    expect(await versionNow()).not.toBe(before);
  });

  it("can be imported by visible tests", async () => {
    const { exercise } = await soundCourse();
    const broken = new Map([
      ...readSources(folderOfText),
      ["kernels/take.wat", "(module (func i32.addd))"],
    ]);
    const runs = await runVisibleTests(
      exercise,
      new Map([
        ["sound", readSources(folderOfText)],
        ["broken", broken],
      ]),
    );
    expect(runs.get("sound")?.state).toBe("passed");
    expect(runs.get("broken")).toMatchObject({
      state: "not run",
      why: expect.stringContaining("take.wat:1: unexpected token"),
    });
  });
});
