import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { RuleContext, RuleResult } from "../rule.ts";
import { templateTextIn } from "../template-text.ts";

/** Enough to lead from a question to the technique. */
const fewestHints = 3;

/** That an exercise has all its texts, and that they are written. */
export function* textsArePresent(context: RuleContext): Generator<RuleResult> {
  const { exercise, solutions } = context;
  const { hints, origin } = exercise.definition;
  for (const file of ["README.md", "exercise.test.ts", "package.json"]) {
    yield fileIsThere(file, join(exercise.folder, file));
  }
  yield {
    rule: "a walkthrough explains the solution",
    holds: hasText(solutions.walkthrough),
    figure: hasText(solutions.walkthrough) ? "present" : "WALKTHROUGH.md is missing or empty",
    fix: `write solutions/${exercise.id}/WALKTHROUGH.md`,
  };
  yield {
    rule: "hints and origin are present",
    holds: hints.length >= fewestHints && isSecureAddress(origin.url),
    figure: `${hints.length} hints, ${origin.url || "no origin"}`,
    fix: `write ${fewestHints} hints or more, and the https address of the issue, commit or post-mortem as origin.url`,
  };
  const readme = join(exercise.folder, "README.md");
  if (hasText(readme)) yield readmeHasTheUsualParts(readFileSync(readme, "utf8"));
  yield nothingOfTheTemplate(context);
}

/** What every README has, in this order: a learner finds the same things in the same places. */
const usualParts: readonly RegExp[] = [
  /^## Your task$/m,
  /^## What must stay the same$/m,
  /^## How to look$/m,
  /npm run profile --/,
  /npm run diagnose --/,
  /npm run grade --/,
];

function readmeHasTheUsualParts(text: string): RuleResult {
  const missing = firstOutOfOrder(text);
  return {
    rule: "the README has the usual parts, in the usual order",
    holds: missing === undefined,
    figure: missing === undefined ? "all of them" : `"${missing}" is missing, or comes too early`,
    fix: "give it the headings Your task, What must stay the same and How to look; the last names profile, diagnose and grade",
  };
}

function firstOutOfOrder(text: string): string | undefined {
  let from = 0;
  for (const part of usualParts) {
    const at = text.slice(from).search(part);
    if (at === -1) return part.source.replaceAll(/^\^|\$$/g, "");
    from += at;
  }
  return undefined;
}

function fileIsThere(name: string, path: string): RuleResult {
  const isThere = hasText(path);
  return {
    rule: `${name} is present`,
    holds: isThere,
    figure: isThere ? "present" : "missing or empty",
    fix: `write ${path}`,
  };
}

function hasText(path: string | undefined): boolean {
  return path !== undefined && existsSync(path) && readFileSync(path, "utf8").trim() !== "";
}

function isSecureAddress(text: string): boolean {
  return URL.parse(text)?.protocol === "https:";
}

function nothingOfTheTemplate({ course, exercise: { id, folder } }: RuleContext): RuleResult {
  const { root } = course;
  const left = templateTextIn([folder, join(root, "solutions", id)]);
  const places = left.map(({ file, lines }) => `${relative(root, file)}:${lines.join(",")}`);
  return {
    rule: "no text of the template is left",
    holds: left.length === 0,
    figure: left.length === 0 ? "no TODO in any file" : `TODO in ${places.join(" ")}`,
    fix: "write there what the TODO asks for, and remove it",
  };
}
