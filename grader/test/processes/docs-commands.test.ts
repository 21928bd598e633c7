import { describe, expect, it, vi } from "vitest";
import { copyCourse, submit } from "../support/course-copy.ts";
import { commands } from "../support/docs-pages.ts";
import { runCli } from "../support/run-cli.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Commands that take minutes or change the repository; continuous integration runs the first two. */
const notRunHere = [
  "bench:grader",
  "bench:tests",
  "calibrate",
  "check",
  "format",
  "lint",
  "new",
  "validate:accounting",
  "validate:evidence",
  "validate:verdicts",
  "release",
  "types",
];

/** Puts the fixture's exercise where a page names one of the course's, or leaves it open. */
function onFixture(args: string): string[] {
  return args
    .replace("[<id>...]", "")
    .replace("[<number>]", "2")
    .split(/\s+/)
    .filter((arg) => arg !== "")
    .map((arg) => (/^-|^\d+$|^permissions$|^doctor$|^refuse$/.test(arg) ? arg : "pair-sums"));
}

describe("the docs", () => {
  const runnable = new Map(
    [...commands.values()]
      .filter(({ script }) => !notRunHere.includes(script) && !/^(test|check):/.test(script))
      .map(({ script, args }) => [script, ...onFixture(args)])
      .map((command) => [command.join(" "), command]),
  );
  it.each([...runnable])("give a command that works: %s", async (_, command) => {
    const course = copyCourse();
    submit(course, "wrong-answer/pairs-a-value-with-itself");
    const isAboutTheMachine = command[0] === "doctor";
    const run = await runCli(command, isAboutTheMachine ? undefined : course);
    // A wrong answer fails, and soon; a machine may be noisy; a mistake in the command would be 2,
    // which is right for a diagnosis where nobody can be asked.
    const meant = { grade: [0, 1], doctor: [0, 3], diagnose: [2] }[command[0] ?? ""] ?? [0];
    expect(meant, run.stderr).toContain(run.status);
  });
});
