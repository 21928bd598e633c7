import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { refuseUntestable, warningOfLines } from "../../src/commands/runtime.ts";
import { discoverExercises } from "../../src/course/exercises/course.ts";
import { strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { folderInRepository } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { copyGrader } from "../support/grader-copy.ts";
import { visibleTests } from "../support/sound-course.ts";

vi.setConfig({ testTimeout: 120_000 });

const repository = resolve(import.meta.dirname, "../../..");
const template = join(
  repository,
  "grader/templates/exercise/packages/example-cpu-time/package.json",
);

/** A copy of the grader with an exercise that has visible tests, in a folder of this name. */
function courseIn(name: string): string {
  const root = join(folderInRepository(), name);
  mkdirSync(dirname(root), { recursive: true });
  copyGrader(root);
  for (const part of ["visible-tests", "hang-watch"]) {
    cpSync(join(repository, "grader", part), join(root, "grader", part), { recursive: true });
  }
  const exercise = join(root, "packages/pair-sums");
  cpSync(template, join(exercise, "package.json"));
  writeFileSync(join(exercise, "exercise.test.ts"), visibleTests);
  return root;
}

interface Run {
  readonly status: number | null;
  readonly said: string;
}

function run(cwd: string, file: string, args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(file, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    shell: process.platform === "win32",
  });
  return { status, said: stdout + stderr };
}

/** What a person types in the folder of the exercise, or another. */
const npm = (root: string, ...args: string[]) =>
  run(join(root, "packages/pair-sums"), "npm", ["--silent", ...args]);

describe("the visible tests and the grader work in a course's folder called", () => {
  const names = ["with space", "it's (a copy) [1]", "100%25", "-dash", "Ku\u0308rs K\u00fcrs 🚀"];
  const onUnixAlone = ["a*b|c<d>", "new\nline", '"$HOME" `x` {a,b}', "!not;&", "packages/packages"];

  it.each(process.platform === "win32" ? names : [...names, ...onUnixAlone])("%j", (name) => {
    const root = courseIn(name);
    const tested = npm(root, "test");
    expect(tested.said).toMatch(/Tests +4 passed \(4\)/);
    expect(tested.status).toBe(0);
    expect(npm(root, "run", "hint")).toMatchObject({ status: 0 });
  });

  it.runIf(process.platform !== "win32")("anything, by a link to it", () => {
    const link = join(folderInRepository(), "linked");
    symlinkSync(courseIn("course"), link);
    expect(npm(link, "test").said).toMatch(/Tests +4 passed/);
    expect(npm(link, "run", "hint")).toMatchObject({ status: 0 });
  });
});

describe("a folder in which tests show wrong lines", () => {
  it.each([
    ["/home/me/a%20b", '"%20" in its name'],
    ["/home/me/caf%C3%A9", '"%C3" in its name'],
  ])("is told, with the reason: %s", (root, why) => {
    expect(warningOfLines(root)).toContain(why);
  });

  it.each(["/home/me/100% sure", "/home/me/a b"])("is no other: %s", (root) => {
    expect(warningOfLines(root)).toBeUndefined();
  });
});

describe("a folder in which tests can't be loaded is refused before, with the character", () => {
  it.each([
    ["/home/ada/C# Kurs", "#"],
    ["/home/ada/why?/course", "?"],
    ["/#/course", "#"],
  ])("%s", (root, character) => {
    expect(() => refuseUntestable(root)).toThrow(`has a "${character}" in its name`);
  });

  it.each(["/home/ada/course", "/100%/a&b=c", "C:\\Users\\ada\\course"])("unlike %s", (root) => {
    expect(() => refuseUntestable(root)).not.toThrow();
  });

  it("by the command that runs them, while the others work", () => {
    const root = courseIn("C# Kurs");
    const { status, said } = npm(root, "test");
    expect(status).toBe(2);
    expect(said).toContain('has a "#" in its name');
    expect(said).toContain("next: rename it");
    expect(said).not.toMatch(/^\s+at /m);
    expect(npm(root, "run", "hint")).toMatchObject({ status: 0 });
  });
});

describe("in an exercise's folder", () => {
  const [first, second] = discoverExercises(repository);
  const folder = first?.folder ?? "";
  const typed = (...args: string[]) => run(folder, "npm", ["run", "--silent", ...args]);

  it.each([
    ["the exercise need not be named", ["hint"], first?.id],
    ["a number may stand alone", ["hint", "--", "2"], first?.id],
    ["it may be named all the same", ["hint", "--", first?.id ?? "", "1"], first?.id],
    ["another one may be named", ["hint", "--", second?.id ?? ""], second?.id],
  ])("%s", (_, args, id) => {
    const { status, said } = typed(...args);
    expect(status, said).toBe(0);
    expect(said).toContain(`npm run hint -- ${id} `);
  });

  it("every command of an exercise is there", () => {
    const scripts = (path: string) =>
      Object.keys(JSON.parse(readFileSync(path, "utf8")).scripts as object);
    const here = scripts(join(folder, "package.json"));
    for (const name of ["grade", "profile", "diagnose", "hint", "reset", "flame", "clinic"]) {
      expect(here).toContain(name);
      expect(typed(name, "--", "--help")).toMatchObject({ status: 0 });
    }
  });

  it("a part of an id is answered with the id", () => {
    const { status, said } = typed("grade", "--", first?.id.slice(0, -2) ?? "");
    expect(status).toBe(2);
    expect(said).toContain(`did you mean ${first?.id}`);
  });
});

describe.runIf(strongestIsolation() === "bubblewrap")("a course that can't be written to", () => {
  const root = courseIn("course");
  const readOnly = (...args: string[]) => {
    const mounts = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"];
    const temporary = folderInRepository();
    const writable = ["--bind", temporary, temporary, "--setenv", "TMPDIR", temporary];
    const command = ["npm", "--silent", ...args];
    return run(join(root, "packages/pair-sums"), "bwrap", [...mounts, ...writable, ...command]);
  };

  it("has visible tests that run, hints and gradings", () => {
    expect(readOnly("test").said).toMatch(/Tests +4 passed/);
    expect(readOnly("run", "hint")).toMatchObject({ status: 0 });
    writeFileSync(join(root, "packages/pair-sums/src/index.ts"), "export const broken = 1;\n");
    const graded = readOnly("run", "grade");
    expect(graded.said).toContain("✗");
    expect(graded.said).toMatch(/warning: gradings can't be recorded[\s\S]*next: /);
    expect(graded.status).toBe(2);
  });

  it("is not reset, which is said, and nothing is lost", () => {
    const source = join(root, "packages/pair-sums");
    const before = snapshot(source);
    const { status, said } = readOnly("run", "reset");
    expect(status).toBe(2);
    expect(said).toMatch(
      /error: pair-sums can't be reset: the file system is read-only.*Your src\/ is as it was/,
    );
    expect(said).toMatch(/next: /);
    expect(snapshot(source)).toEqual(before);
  });
});
