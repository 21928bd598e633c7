import { existsSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkingPrograms, codeThatChecks } from "../../src/authoring/check/check-digest.ts";
import { codeBehind, digestOfCode } from "../../src/authoring/check/code-behind.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const source = resolve(import.meta.dirname, "../../src");

/** The digest of a program of two modules. */
function digestOf(main: string, other = "export const one = 1;\n"): string {
  const folder = temporaryFolder({ "main.ts": main, "other.ts": other });
  return digestOfCode(
    codeBehind([`${folder}/main.ts`], () => false),
    folder,
  );
}

const program = 'import { one } from "./other.ts";\nexport const two = one + one;\n';

describe("the digest of a program's code", () => {
  it.each([
    ["a comment", `// Twice.\n${program}`],
    ["its layout", program.replace("one + one", "one +\n    one")],
    ["a type", program.replace("two =", "two: number =")],
    ["an import of a type alone", `import type { Two } from "./nowhere.ts";\n${program}`],
  ])("stays the same with another %s", (_, changed) => {
    expect(digestOf(changed)).toBe(digestOf(program));
  });

  it.each([
    ["what it does", program.replace("+", "-"), undefined],
    ["a text", program.replace("one;", 'one + "";'), undefined],
    ["a module that it imports", program, "export const one = 2;\n"],
    ["a module that it exports again", 'export * from "./other.ts";\n', undefined],
  ])("is another one with another %s", (_, changed, other) => {
    expect(digestOf(changed, other)).not.toBe(digestOf(program));
  });

  it("names a module that is not TypeScript", () => {
    expect(() => digestOf("const = 1;")).toThrow(/main\.ts: /);
  });
});

describe("what a check of an exercise depends on", () => {
  const code = codeThatChecks();
  const modules = [...code.keys()].map((path) => relative(source, path));

  it.each([
    "engine/sandbox/child/meters.ts",
    "engine/sandbox/process-sandbox.ts",
    "engine/metrics/kinds/cpu-time.ts",
    "engine/measurement/batches.ts",
    "engine/verdict/decide.ts",
    "contract/statistics/moderated-interval.ts",
    "engine/correctness/compare.ts",
    "contract/random.ts",
    "authoring/check/rules/partials.ts",
    "engine/wat/compiler-process.ts",
  ])("has %s in it", (module) => {
    expect(modules).toContain(module);
  });

  it.each([
    "reports/",
    "commands/",
    "grading/store/",
    "validation/validate",
    "evidence/diagnosis/",
    "evidence/tools/",
    "main.ts",
  ])("has nothing of %s in it, which only says and keeps what was found", (part) => {
    expect(modules.filter((module) => module.startsWith(part))).toEqual([]);
  });

  it("has every program in it that one of its modules starts by its path", () => {
    const drawsPages = "../profiling-tools/zero-x/render-flamegraph.ts";
    const started = [...code].flatMap(([path, text]) =>
      [...text.matchAll(/"((?:\.\.?\/)*[\w./-]+\.ts)"/g)].map(([, name = ""]) =>
        resolve(path, "..", name),
      ),
    );
    const programs = new Set(started.filter((path) => existsSync(path)));
    expect(programs.size).toBeGreaterThan(checkingPrograms.length);
    const missing = [...programs]
      .filter((path) => !code.has(path))
      .map((path) => relative(source, path));
    expect(missing.filter((path) => !/^(reports\/|contract\/format)/.test(path))).toEqual([
      drawsPages,
    ]);
  });

  it("is read from files that are there", () => {
    for (const program of checkingPrograms) expect(readFileSync(program, "utf8")).not.toBe("");
  });
});
