import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";

/** A tiny course with one exercise, `pair-sums`. Not written to: take a copy. */
export const courseFixture = resolve(import.meta.dirname, "../fixtures/course");

/** Submissions to `pair-sums`: a folder for each, below a folder named by its outcome. */
export const submissionsFixture = resolve(import.meta.dirname, "../fixtures/submissions");

/** Ignored by git, and inside of the repository: elsewhere an exercise can't find the contract. */
const parent = resolve(import.meta.dirname, "../../.bottleneck");

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed when the file's tests are over. */
export function folderInRepository(): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "test-"));
  made.push(folder);
  return folder;
}

/** A copy of the fixture course, and a folder for the temporary files of whatever grades it. */
export interface CourseCopy {
  readonly root: string;
  readonly temporary: string;
}

/** Types take longer than most of what is tested, and have a test of their own. */
const manifest = { type: "module", bottleneck: { types: "ignore" } };

export function copyCourse(): CourseCopy {
  const folder = folderInRepository();
  const copy = { root: join(folder, "course"), temporary: join(folder, "tmp") };
  cpSync(courseFixture, copy.root, { recursive: true });
  writeFileSync(join(copy.root, "package.json"), JSON.stringify(manifest));
  mkdirSync(copy.temporary);
  return copy;
}

/** The files that a student of a course edits. */
export function sourceOf(course: CourseCopy, id = "pair-sums"): string {
  return join(course.root, "packages", id, "src");
}

/** Replaces a student's files by a submission of the fixtures, such as `crashed/throws-null`. */
export function submit(course: CourseCopy, submission: string, id = "pair-sums"): void {
  replaceFolder(sourceOf(course, id), join(submissionsFixture, submission));
}

/** Replaces a student's files by the reference. */
export function submitReference(course: CourseCopy): void {
  replaceFolder(sourceOf(course), join(course.root, "solutions/pair-sums/src"));
}

function replaceFolder(folder: string, by: string): void {
  rmSync(folder, { recursive: true });
  cpSync(by, folder, { recursive: true });
}

/** Adds a second exercise to a copy: `pair-sums` again under another id. */
export function addExercise(course: CourseCopy, id: string): string {
  const folder = join(course.root, "packages", id);
  cpSync(join(courseFixture, "packages/pair-sums"), folder, { recursive: true });
  return folder;
}

/** Rewrites the manifest of an exercise's folder. */
export function rewriteManifest(folder: string, change: (text: string) => string): void {
  const manifest = join(folder, "exercise.ts");
  const before = readFileSync(manifest, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`the change leaves ${manifest} as it was`);
  writeFileSync(manifest, after);
}
