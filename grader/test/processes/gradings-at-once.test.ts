import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import { writePage } from "../../src/commands/grading/write-page.ts";
import { openStore } from "../../src/grading/store/store.ts";
import { type CourseCopy, copyCourse, submit } from "../support/course-copy.ts";
import { exampleOutcomes, exampleResult } from "../support/example-results.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A course whose gradings end early, so that many end in the same second. */
function quickCourse(): CourseCopy {
  const course = copyCourse();
  submit(course, "wrong-answer/pairs-a-value-with-itself");
  return course;
}

const pageIn = ({ stdout }: CliRun) => /report +(\S+\.html)/.exec(stdout)?.[1] ?? "";

function countOfRecords({ root }: CourseCopy): number {
  const database = new DatabaseSync(join(root, ".bottleneck/history.sqlite"));
  const row = database.prepare("select count(*) as count from gradings").get();
  database.close();
  return Number(row?.count);
}

describe("gradings at the same time", () => {
  it("in one course each keep their record and their page, the first ones too", async () => {
    const course = quickCourse();
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => runCli(["grade", "--force"], course)),
    );
    expect(runs.map(({ status }) => status)).toEqual([1, 1, 1, 1]);
    expect(runs.map(({ stderr }) => stderr).join("")).not.toContain("warning");
    const pages = runs.map(pageIn);
    expect(new Set(pages).size).toBe(4);
    for (const page of pages) expect(existsSync(join(course.root, page))).toBe(true);
    expect(countOfRecords(course)).toBe(4);
  });

  it("in several courses don't meet", async () => {
    const courses = [quickCourse(), quickCourse(), quickCourse()];
    const runs = await Promise.all(courses.map((course) => runCli(["grade"], course)));
    expect(runs.map(({ status }) => status)).toEqual([1, 1, 1]);
    expect(courses.map(countOfRecords)).toEqual([1, 1, 1]);
    for (const [index, { root, temporary }] of courses.entries()) {
      expect(existsSync(join(root, pageIn(runs[index] as CliRun)))).toBe(true);
      expect(readdirSync(temporary)).toEqual([]);
    }
  });
});

describe("the page of a grading", () => {
  const sourceFolder = "packages/order-join/src";
  const { provenance, ...wrong } = exampleResult(exampleOutcomes["wrong answer"]);
  const gradedAs = (gradedAt: string, check: number) => ({
    result: { ...wrong, gradedAt, provenance: { ...provenance, seeds: { check, time: 1 } } },
    ...{ sourceFolder, reused: false },
  });

  /** Writes a page for each, and gives their names. */
  function namesOf(...gradings: ReturnType<typeof gradedAs>[]): string[] {
    const root = temporaryFolder();
    const store = openStore(join(root, ".bottleneck"));
    const names = gradings.map((grading) => writePage(grading, store, root));
    store.close();
    for (const name of names) expect(readFileSync(name, "utf8")).toContain("</html>");
    return names.map((name) => basename(name, ".html"));
  }

  const at = "2026-01-02T03:04:05.678Z";

  it("is another one for another grading of the same moment", () => {
    const names = namesOf(gradedAs(at, 1), gradedAs(at, 2), gradedAs(at, 2 ** 47 + 3));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^2026-01-02T03-04-05-[0-9a-z]{5}$/);
  });

  it("is the same one when the same grading is shown again", () => {
    const [first, again] = namesOf(gradedAs(at, 7), gradedAs(at, 7));
    expect(again).toBe(first);
  });

  it("has a name that begins with the time, so that the oldest are found", () => {
    const [early, late] = namesOf(gradedAs(at, 35), gradedAs("2026-01-02T03:04:06.000Z", 1));
    expect([late, early].sort()).toEqual([early, late]);
  });
});
