import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeEach, expect, inject, type RunnerTask } from "vitest";
import { forget, note, placeFile, type WhereThread } from "./running-test.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** How long loading a file may take, and what runs before and after all of its tests. */
    outsideOfTestsMs?: number;
  }
}

const outsideOfTestsMs = inject("outsideOfTestsMs") ?? 120_000;

/** Vitest itself ends a test that waits; this is for one that lets nothing else run. */
const graceMs = 5_000;

const file = expect.getState().testPath ?? "a test file";
const deadline = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));

function noteUntil(ms: number, test?: string): void {
  deadline[0] = Date.now() + ms;
  note({ file, ...(test !== undefined && { test }), deadline: deadline[0] });
}

const outside = () => noteUntil(outsideOfTestsMs);

// Runs in the process of each test file, before the file is loaded.
outside();
watchPlace();
beforeEach(({ task }) => {
  noteUntil(task.timeout + graceMs, fullName(task));
});
afterEach(outside);
afterAll(() => forget());

function fullName({ name, suite }: Pick<RunnerTask, "name" | "suite">): string {
  return suite?.name ? `${fullName(suite)} > ${name}` : name;
}

/** Has another thread look where the tests are when their time is nearly over. */
function watchPlace(): void {
  const path = placeFile();
  if (path === undefined) return;
  const workerData: WhereThread = { deadline, path };
  new Worker(new URL("./where-thread.ts", import.meta.url), {
    workerData,
    execArgv: ["--no-warnings"],
  }).unref();
}
