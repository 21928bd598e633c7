import { availableParallelism } from "node:os";
import type { Requirement } from "../support/requirements.ts";

/** A folder of tests below test/. */
export interface TestSuite {
  /** Test files at a time. What is judged by how long it took has the machine for itself. */
  readonly workers: number;
  /** That a test may take, on a busy machine. */
  readonly seconds: number;
  /** What must be on the machine, or tests are skipped. */
  readonly needs?: readonly Requirement[];
}

const all = availableParallelism();

/** The grader's own tests, in the order in which they are run. */
export const testSuites = {
  /** Nothing is started, and nothing but the grader is read. */
  unit: { workers: all, seconds: 60 },
  /** What the repository holds: the exercises, the docs, the lock. */
  course: { workers: all, seconds: 60 },
  /** One real grading from end to end. */
  grading: { workers: 1, seconds: 120 },
  /** Real processes and files. */
  processes: { workers: all, seconds: 120, needs: ["bubblewrap"] },
  /**
   * Attacks on the grader, and honest solutions that look like some, at both levels of isolation. One
   * after the other: verdicts by the wall's clock can't be given beside another grading.
   */
  "red-team": { workers: 1, seconds: 120, needs: ["bubblewrap"] },
  /** The grader's pages in a real browser. */
  browser: { workers: 1, seconds: 60, needs: ["chromium"] },
  /** 0x and Clinic's tools. */
  tools: { workers: 1, seconds: 60, needs: ["chromium"] },
  /** Real measurements, whose figures are judged. */
  measuring: { workers: 1, seconds: 60, needs: ["bubblewrap"] },
} as const satisfies Readonly<Record<string, TestSuite>>;

/** What takes too long for `npm test`: the command of each, as arguments of npm, by its name. */
export const longSuites: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    (["processes", "red-team", "browser", "tools", "measuring"] as const).map((name) => [
      name,
      ["run", "--silent", `test:${name}`],
    ]),
  ),
  /** How far the tables of the evidence are from the truth. */
  evidence: ["run", "--silent", "validate:evidence", "--", "--runs", "1"],
  /** How often clear verdicts are wrong. */
  verdicts: ["run", "--silent", "validate:verdicts", "--", "--short"],
};
