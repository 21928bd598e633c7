import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { ExerciseError } from "../../contract/errors.ts";
import { courseRoot } from "../../course/exercises/course.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { makeResourceFiles } from "../../course/staging/resource-files.ts";
import { endProcessTree, startTool } from "../../engine/sandbox/process-tree.ts";
import { createScratch, removeScratch, writingTo } from "../../engine/scratch.ts";
import type { Sources, TestRun } from "./rule.ts";

/** For all versions together. */
const usualMs = 60_000;

/**
 * Runs an exercise's visible tests on versions, by name: in temporary copies of the exercise's
 * folder, so that nothing of the course is touched, and all with one start of Vitest.
 *
 * @param mostMs a version that never answers is a mistake of its author
 * @throws ExerciseError when Vitest comes to no end
 */
export async function runVisibleTests(
  exercise: LoadedExercise,
  versions: ReadonlyMap<string, Sources>,
  mostMs = usualMs,
): Promise<ReadonlyMap<string, TestRun>> {
  const scratch = createScratch();
  try {
    const names = [...versions.keys()];
    const folders = names.map((_, index) => join(scratch, `version-${index}`));
    writingTo(scratch, () => {
      linkPackages(scratch);
      for (const [index, sources] of [...versions.values()].entries()) {
        copyExercise(exercise, folders[index] as string, sources);
      }
    });
    for (const folder of folders) makeResourceFiles(exercise, folder);
    const report = await runVitest(exercise, scratch, mostMs);
    return new Map(names.map((name, index) => [name, runIn(report, folders[index] as string)]));
  } finally {
    removeScratch(scratch);
  }
}

/** The copies find Vitest, and whatever else the tests import, where this course has it. */
function linkPackages(scratch: string): void {
  symlinkSync(join(courseRoot, "node_modules"), join(scratch, "node_modules"), "junction");
}

/** The tsconfig.json stays: it extends one that is not there, and only types need it. */
const notCopied = ["src", "node_modules", ".turbo", "tsconfig.json"];

function copyExercise({ folder }: LoadedExercise, copy: string, sources: Sources): void {
  const left = new Set(notCopied.map((name) => join(folder, name)));
  cpSync(folder, copy, { recursive: true, filter: (path) => !left.has(path) });
  for (const [path, content] of sources) {
    const target = join(copy, "src", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** As much of Vitest's JSON report as is read. */
interface VitestReport {
  readonly testResults: readonly {
    /** The file's path. */
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function runVitest(
  { id, folder }: LoadedExercise,
  scratch: string,
  mostMs: number,
): Promise<VitestReport> {
  const output = join(scratch, "report.json");
  const report = ["--reporter=json", `--outputFile=${output}`];
  const options = ["--config", config, "--root", scratch, ...report];
  const end = await runToItsEnd([vitestProgram(), "run", ...options], scratch, mostMs);
  if (end.timeIsUp) {
    throw new ExerciseError(
      `the visible tests of ${id} came to no end within ${mostMs / 1000} s`,
      `run npm test in ${folder}, and see whether one of our versions never answers`,
    );
  }
  if (existsSync(output)) return JSON.parse(readFileSync(output, "utf8")) as VitestReport;
  throw new ExerciseError(
    `the visible tests of ${id} can't be run: ${end.said.trim().slice(-400) || "Vitest said nothing"}`,
    `run npm test in ${folder}`,
  );
}

const config = resolve(import.meta.dirname, "../../../visible-tests/copies.config.ts");

/** @returns what the program said on stderr, and whether it had to be ended */
async function runToItsEnd(args: readonly string[], scratch: string, mostMs: number) {
  const child = startTool(process.execPath, args, scratch);
  let timeIsUp = false;
  const timer = setTimeout(() => {
    timeIsUp = true;
    endProcessTree(child);
  }, mostMs);
  try {
    const stderr = child.stderr === null ? "" : text(child.stderr);
    const [said] = await Promise.all([stderr, once(child, "close")]);
    return { said, timeIsUp };
  } finally {
    clearTimeout(timer);
  }
}

function vitestProgram(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
}

function runIn({ testResults }: VitestReport, folder: string): TestRun {
  const file = testResults.find(({ name }) => basename(dirname(name)) === basename(folder));
  if (file === undefined) return { state: "not run", why: "exercise.test.ts was not found" };
  const failed = file.assertionResults.find(({ status }) => status === "failed");
  if (failed !== undefined) return { state: "failed", test: failed.fullName };
  const tests = file.assertionResults.filter(({ status }) => status === "passed").length;
  if (file.message !== "" || tests === 0) {
    return { state: "not run", why: beginningOf(file.message) || "it holds no test" };
  }
  return { state: "passed", tests };
}

/** An error's message has its cause in the second line at times, and its stack after that. */
function beginningOf(message: string): string {
  return message
    .trim()
    .split(/\s*\n\s*/)
    .slice(0, 2)
    .join(" ")
    .slice(0, 300);
}
