import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../../contract/manifest.ts";
import { readSources } from "../../../course/staging/stage.ts";
import { onlyHidden, reasonDeclared } from "../declared.ts";
import type { RuleContext, RuleResult, Sources, TestRun } from "../rule.ts";

/** A version that does nothing at all: tests that pass on it test nothing. */
const silent = "a version that answers nothing";

/** That the tests which a student sees accept what is right and refuse what is wrong. */
export async function* visibleTestsTellRightFromWrong(
  context: RuleContext,
): AsyncGenerator<RuleResult> {
  const { exercise, solutions, runVisibleTests } = context;
  if (!existsSync(join(exercise.folder, "exercise.test.ts"))) return;
  const right = rightVersions(context);
  const wrong = [...solutions.wrong].map(([name, folder]) => [`wrong/${name}`, folder] as const);
  const folders = new Map([...right, ...wrong]);
  const runs = await runVisibleTests(
    new Map([
      ...[...folders].map(([name, folder]) => [name, readSources(folder)] as const),
      [silent, silentVersion(exercise.definition)],
    ]),
  );
  for (const name of right.keys()) yield passesOn(name, runs.get(name));
  for (const [name, folder] of wrong) yield failsOnWrong(name, folder, runs.get(name));
  yield failsOn(silent, runs.get(silent), "test what the entry returns; these tests never fail");
}

/** By name, each as its folder. */
function rightVersions({ exercise, solutions }: RuleContext): Map<string, string> {
  const folders: [string, string | undefined][] = [
    ["src", join(exercise.folder, "src")],
    ["the baseline", join(exercise.folder, "baseline")],
    ["the reference", solutions.reference],
  ];
  return new Map(
    folders.filter(
      (pair): pair is [string, string] => pair[1] !== undefined && existsSync(pair[1]),
    ),
  );
}

function silentVersion({ entry, entryKind }: Manifest): Sources {
  const async = entryKind === "function" ? "" : "async ";
  return new Map([["index.ts", `export ${async}function ${entry}() {}\n`]]);
}

function passesOn(name: string, run: TestRun | undefined): RuleResult {
  return {
    rule: `exercise.test.ts passes on ${name}`,
    holds: run?.state === "passed",
    figure: describe(run),
    fix: "let the visible tests ask for what the task asks for and no more, and import the version as #subject, which package.json maps to ./src/index.ts",
  };
}

function failsOnWrong(name: string, folder: string, run: TestRun | undefined): RuleResult {
  const reason = reasonDeclared(folder, onlyHidden);
  if (reason === undefined) {
    const fix = `add a visible test that it fails, or say why there is none, on the first line of its index.ts: "// ${onlyHidden} <why>"`;
    return failsOn(name, run, fix);
  }
  return {
    rule: `only hidden inputs catch ${name}, and it says why`,
    holds: run?.state === "passed",
    figure: run?.state === "passed" ? reason : describe(run),
    fix: `a visible test catches it as well: remove the line "// ${onlyHidden} ..." of its index.ts`,
  };
}

function failsOn(name: string, run: TestRun | undefined, fix: string): RuleResult {
  return {
    rule: `exercise.test.ts fails on ${name}`,
    holds: run?.state === "failed",
    figure: describe(run),
    fix,
  };
}

function describe(run: TestRun | undefined): string {
  switch (run?.state) {
    case "passed":
      return run.tests === 1 ? "its only test passes" : `all of its ${run.tests} tests pass`;
    case "failed":
      return `the test "${run.test}" fails`;
    case "not run":
      return run.why;
    case undefined:
      return "not run";
  }
}
