import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackFrame } from "../src/engine/sandbox/common-stack.ts";
import { createScratch } from "../src/engine/scratch.ts";

/** What a process of Vitest's is at, and until when it may be. */
export interface RunningTest {
  readonly pid: number;
  /** The test file's path. */
  readonly file: string;
  /** The names of the test and of the suites around it; undefined outside of tests. */
  readonly test?: string;
  /** Epoch ms. */
  readonly deadline: number;
}

/** The notes of one start of Vitest, which its processes know by this variable. */
const variable = "BOTTLENECK_RUNNING_TESTS";

/** Makes a place for notes, which the processes that are started from now on will use. */
export function openNotes(): string {
  const folder = createScratch();
  process.env[variable] = folder;
  return folder;
}

/** What the thread is told that looks where the tests are: until when they may run, in epoch ms. */
export interface WhereThread {
  readonly deadline: Float64Array;
  /** Of the file for what it finds. */
  readonly path: string;
}

/** The file in which it is written where the tests of a process are; undefined where nobody watches. */
export function placeFile(folder = process.env[variable], pid = process.pid): string | undefined {
  return folder === undefined ? undefined : join(folder, `${pid}.place`);
}

/** Where a process was when it was looked at, innermost function first; empty where it was not seen. */
export function placeOf(folder: string, pid: number): StackFrame[] {
  try {
    return JSON.parse(readFileSync(placeFile(folder, pid) ?? "", "utf8")) as StackFrame[];
  } catch {
    return [];
  }
}

/** Notes what this process is at. Synchronously: it may never come to anything else. */
export function note(running: Omit<RunningTest, "pid">): void {
  const folder = process.env[variable];
  if (folder === undefined) return;
  const { pid } = process;
  writeFileSync(join(folder, `${pid}.json`), JSON.stringify({ pid, ...running }));
}

/** Takes back what this process noted. */
export function forget(folder = process.env[variable], pid = process.pid): void {
  if (folder !== undefined) rmSync(join(folder, `${pid}.json`), { force: true });
}

/** What is running past its deadline. */
export function overdueIn(folder: string, now: number): RunningTest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readNote(join(folder, name)))
    .filter(({ deadline }) => deadline < now);
}

/** A note may be half written, or gone: it is there, and whole, at the next look. */
function readNote(path: string): RunningTest[] {
  try {
    return [JSON.parse(readFileSync(path, "utf8")) as RunningTest];
  } catch {
    return [];
  }
}
