import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import { take } from "../../src/course/staging/submission.ts";
import type { GradingSchedule } from "../../src/engine/measurement/schedule.ts";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { processSandboxWith } from "../../src/engine/sandbox/process-sandbox.ts";
import { liveProcessCount } from "../../src/engine/sandbox/process-tree.ts";
import { runnerFolder } from "../../src/engine/sandbox/runner-files.ts";
import type { OutcomeName } from "../../src/engine/verdict/outcome.ts";
import { grade } from "../../src/grading/pipeline.ts";
import { newProvenance } from "../../src/grading/provenance.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { explainOutcome } from "../../src/reports/verdict.ts";
import { courseFixture, folderInRepository } from "./course-copy.ts";
import { snapshot } from "./folder-snapshot.ts";
import { leftRunningBy, processesNaming } from "./process-list.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures");
const attacksFixture = join(fixtures, "attacks");
const honestFixture = join(fixtures, "honest");

const exercises = (
  await Promise.all([courseFixture, join(fixtures, "red-team-course")].map(loadCourse))
).flatMap((course) => course.exercises);

/** One fork tells these apart: they are far from the target on either side. */
const schedule: GradingSchedule = {
  ...{ fewestForks: 1, fewestClearForks: 1, mostForks: 1, leastForks: 1, budgetMs: 1, totalMs: 1 },
};

/** Only what has to run out of time gets little of it: this machine may be busy. */
const seconds = (outcome: OutcomeName) => (outcome === "timed out" ? 2 : 20);

/** Makes every test of a file leave nothing behind, and touch nothing. */
export function leavingNoTraces(): void {
  let temporary: string;
  let canary: string;
  beforeAll(() => {
    // The runner's folder serves every grading and stays until the grader ends.
    runnerFolder();
    temporary = folderInRepository();
    canary = folderInRepository();
    writeFileSync(join(canary, "canary.txt"), "alive");
    vi.stubEnv("TMPDIR", temporary);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  /** What a grading must not leave behind, and what it must not touch. */
  const traces = () => ({
    children: liveProcessCount(),
    descendants: leftRunningBy(process.pid),
    staged: processesNaming(temporary),
    scratch: readdirSync(temporary),
    canary: snapshot(canary),
    fixtures: snapshot(fixtures),
  });

  let before: ReturnType<typeof traces>;
  beforeEach(() => {
    before = traces();
    expect(before).toMatchObject({ children: 0, descendants: [], staged: [], scratch: [] });
  });
  afterEach(async () => {
    // In bubblewrap the kernel ends the inner processes a moment after the outer one.
    await vi.waitFor(() => expect(traces()).toEqual(before), { timeout: 3000 });
  });
}

/** The exercise whose entry a source exports. */
export function exerciseOf(source: string): LoadedExercise {
  const found = exercises.find(({ definition: { entry } }) =>
    new RegExp(`^export .*\\b${entry}\\b`, "m").test(source),
  );
  if (found === undefined) throw new Error("the source exports no entry of a fixture's exercise");
  return found;
}

/** Grades a folder with the real sandbox, with time enough for an outcome other than `timed out`. */
export async function gradeFolder(
  folder: string,
  exercise: LoadedExercise,
  expected: OutcomeName,
  isolation: Isolation,
): Promise<GradingResult> {
  const limits = { ...exercise.definition.limits, seconds: seconds(expected) };
  const hurried = { ...exercise, definition: { ...exercise.definition, limits } };
  const taken = await take(exercise, folder);
  const subject = "your code" as const;
  const request = { exercise: hurried, subject, taken, provenance: newProvenance(), schedule };
  const sandbox = processSandboxWith(isolation);
  const now = () => performance.now();
  return grade(request, { sandbox, now, onProgress: () => {}, evidence: undefined });
}

/** How often a version is graded for which one fork could not tell: something else was running then. */
const mostGradings = 3;

async function outcomeOf(
  folder: string,
  expected: OutcomeName,
  isolation: Isolation,
): Promise<{ ended: OutcomeName; says: string }> {
  const exercise = exerciseOf(readFileSync(join(folder, "index.ts"), "utf8"));
  for (let grading = 1; ; grading++) {
    const result = await gradeFolder(folder, exercise, expected, isolation);
    const ended = result.outcome.outcome;
    if (ended !== "inconclusive" || grading === mostGradings) {
      return { ended, says: explainOutcome(result) };
    }
  }
}

const attacks = readdirSync(attacksFixture, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .sort()
  .map((path) => {
    const words = path.replace(/\.ts$/, "").replaceAll("-", " ").split(/[\\/]/);
    const [outcome = "", family = "", name = ""] = words;
    return [outcome as OutcomeName, family, name, path] as const;
  });

const honest = readdirSync(honestFixture).sort();

/** Grades every attack and every honest solution at a level of isolation. */
export function describeRedTeam(level: Isolation): void {
  const isMissing = level === "bubblewrap" && strongestIsolation() !== "bubblewrap";
  const why = isMissing ? " (skipped: bubblewrap does not work on this machine)" : "";
  describe(`isolated by ${level}${why}`, () => {
    it.skipIf(why !== "").each(attacks)(
      "it ends as %s for an attack (%s) that %s",
      async (outcome, _family, _name, path) => {
        const folder = folderInRepository();
        cpSync(join(attacksFixture, path), join(folder, "index.ts"));
        expect(await outcomeOf(folder, outcome, level)).toEqual({
          ended: outcome,
          says: expect.any(String),
        });
      },
    );

    it.skipIf(why !== "").each(honest)("it passes an honest solution that %s", async (name) => {
      expect(await outcomeOf(join(honestFixture, name), "passed", level)).toEqual({
        ended: "passed",
        says: expect.any(String),
      });
    });
  });
}
