import { afterAll, afterEach, beforeEach, expect, type RunnerTask } from "vitest";
import { forget, note } from "./running-test.ts";

/** Loading a file, or what runs before and after all of its tests. */
const outsideOfTestsMs = 120_000;

/** Vitest itself ends a test that waits; this is for one that lets nothing else run. */
const graceMs = 5_000;

const file = expect.getState().testPath ?? "a test file";
const outside = () => note({ file, deadline: Date.now() + outsideOfTestsMs });

// Runs in the process of each test file, before the file is loaded.
outside();
beforeEach(({ task }) => {
  note({ file, test: fullName(task), deadline: Date.now() + task.timeout + graceMs });
});
afterEach(outside);
afterAll(() => forget());

function fullName({ name, suite }: Pick<RunnerTask, "name" | "suite">): string {
  return suite?.name ? `${fullName(suite)} > ${name}` : name;
}
