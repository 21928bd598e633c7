import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { addExercise, rewriteManifest } from "../support/course-copy.ts";
import { snapshot } from "../support/folder-snapshot.ts";
import { measuring } from "../support/measuring.ts";
import { runCli } from "../support/run-cli.ts";
import { soundCourse } from "../support/sound-course.ts";

vi.setConfig({ testTimeout: 240_000 });

/** The lines of the rules that do not hold. */
const failing = (stdout: string) =>
  [...stdout.matchAll(/^ {2}✗ (.*)$/gm)].map(([, rule = ""]) => rule);

const manifestWith = (change: (text: string) => string) => (folder: string) =>
  rewriteManifest(folder, change);

const growth = "growth: { below: 1.5, size: 200 }";

describe("npm run check", measuring, () => {
  it("finds nothing to fix in a sound exercise, and changes nothing of it", async () => {
    // The fixture's partial fix is near its target, which is no harm where nobody waits for it.
    const course = await soundCourse(
      manifestWith((text) =>
        text.replace("target: 3, stretch: 10", `target: 6, stretch: 10, ${growth}`),
      ),
    );
    const before = snapshot(join(course.root, "packages"));
    const run = await runCli(["check", "pair-sums", "--write"], course);
    expect(failing(run.stdout), run.stdout).toEqual([]);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/\n\d+ rules hold, 0 do not\n$/);
    const again = await runCli(["check"], course);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(again.stdout).toContain("--force runs it again");
    expect(again.stdout).toMatch(/, 0 do not; 1 exercise unchanged and not run again\n$/);
    expect(snapshot(join(course.root, "packages"))).toEqual(before);
    for (const doing of [
      "baseline: checking answers",
      "visible tests: running tests",
      "baseline: profiling",
      "reference: measuring",
      "baseline's growth: measuring",
    ]) {
      expect(run.stderr).toContain(`pair-sums ${doing}`);
    }
  });

  it.each([
    ["a field that is missing", (text: string) => text.replace(/ {2}lesson: .*\n/, ""), "lesson"],
    ["a field that is wrong", (text: string) => text.replace("target: 3", 'target: "3"'), "target"],
  ])("names %s in a manifest, and how to fix it", async (_, change, field) => {
    const course = await soundCourse();
    rewriteManifest(addExercise(course, "broken-sums"), change);
    const run = await runCli(["check", "broken-sums"], course);
    expect(run.status).toBe(1);
    expect(failing(run.stdout)).toEqual([
      expect.stringMatching(/broken-sums.exercise\.ts can be loaded$/),
    ]);
    expect(run.stdout).toContain(field);
    expect(run.stdout).toContain("next: fix the manifest");
    expect(run.stdout).toContain("0 rules hold, 1 do not");
  });

  it("leaves the pages of the docs alone while an exercise is broken, and names it", async () => {
    const course = await soundCourse();
    for (const id of ["first-sums", "second-sums"]) {
      rewriteManifest(addExercise(course, id), (text) => text.replace(/ {2}lesson: .*\n/, ""));
    }
    const run = await runCli(["check", "first-sums", "--write"], course);
    expect(run.status).toBe(1);
    expect(failing(run.stdout).join()).toContain("second-sums");
    expect(existsSync(join(course.root, "docs/catalogue.md"))).toBe(false);
  });

  it("ends with what does not hold, where it stands far above, and how to check that again", async () => {
    const course = await soundCourse();
    const ids = ["first-sums", "second-sums"];
    for (const id of ids) {
      rewriteManifest(addExercise(course, id), (text) => text.replace(/ {2}lesson: .*\n/, ""));
    }
    const run = await runCli(["check", ...ids], course);
    const [, summary = ""] = run.stdout.split("What does not hold:\n");
    expect(failing(summary)).toEqual(ids.map((id) => expect.stringContaining(id)));
    expect(summary).toContain("\n  again  npm run check -- first-sums second-sums --force\n");
    expect(summary).toMatch(/\n0 rules hold, 2 do not\n$/);
  });

  it("says what keeps an exercise from being run at all, and goes no further", async () => {
    const course = await soundCourse(
      manifestWith((text) => text.replace("Array.from({ length: size }", "Array.from(undefined")),
    );
    const run = await runCli(["check"], course);
    expect(run.status).toBe(1);
    expect(failing(run.stdout)).toEqual([
      "every input can be made",
      "every other rule can be checked",
    ]);
    expect(run.stdout).toContain("next: fix it in the exercise's exercise.ts");
    expect(run.stderr).not.toContain("bug of the grader");
    expect(existsSync(join(course.root, ".bottleneck/check"))).toBe(false);
  });

  it("says that a baseline throws", async () => {
    const course = await soundCourse((folder) => {
      for (const side of ["src", "baseline"]) {
        const file = join(folder, side, "index.ts");
        writeFileSync(file, 'export function pairSums() { throw new Error("no luck"); }\n');
      }
    });
    const run = await runCli(["check", "pair-sums"], course);
    expect(run.status).toBe(1);
    expect(failing(run.stdout)).toEqual(["every other rule can be checked"]);
    expect(run.stdout).toContain("the baseline of pair-sums failed: it threw Error: no luck");
  });

  it("says that a baseline can't be used", async () => {
    const course = await soundCourse((folder) => {
      const text = 'import "node:fs";\nexport const pairSums = () => 0;\n';
      writeFileSync(join(folder, "baseline/index.ts"), text);
      rmSync(join(folder, "src"), { recursive: true });
    });
    const run = await runCli(["check", "pair-sums"], course);
    expect(run.status).toBe(1);
    expect(failing(run.stdout)).toEqual([
      "the starter equals the baseline",
      "every other rule can be checked",
    ]);
    expect(run.stdout).toContain("does not allow importing node:fs");
  });

  it("refuses to keep figures where there are no solutions to put them beside", async () => {
    const course = await soundCourse();
    rmSync(join(course.root, "solutions"), { recursive: true });
    const run = await runCli(["check", "pair-sums", "--write"], course);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("it is a students' edition");
    expect(run.stderr).toContain("next: check without --write");
    expect(existsSync(join(course.root, "solutions"))).toBe(false);
  });

  it("refuses an id that no exercise has", async () => {
    const run = await runCli(["check", "pair-sum"], await soundCourse());
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("did you mean pair-sums?");
  });
});
