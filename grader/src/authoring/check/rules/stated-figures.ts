import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VersionFigures } from "../../figures/figures.ts";
import { keptFigures } from "../../figures/sealed-figures.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { readmeSaysTheGoal } from "./readme-figures.ts";

/** How far a speedup that a walkthrough tells may lie outside of the kept interval: it was measured elsewhere. */
const tolerance = 2;

/** That the figures which the exercise's texts state are those of its manifest and of its last check. */
export function* textsSayTheFigures(context: RuleContext): Generator<RuleResult> {
  const { exercise, solutions } = context;
  yield readmeSaysTheGoal(join(exercise.folder, "README.md"), exercise.definition.goal);
  if (solutions.walkthrough !== undefined) {
    yield walkthroughAgrees(solutions.walkthrough, context);
  }
}

function walkthroughAgrees(path: string, { course, exercise }: RuleContext): RuleResult {
  const kept = keptFigures(course.root, exercise.id);
  const versions = "figures" in kept ? kept.figures.versions : [];
  const told = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) => speedupIn(line, index + 1, versions));
  const wrong = told.filter(({ version, speedups }) => !speedups.some((x) => isNear(x, version)));
  const first = wrong[0];
  return {
    rule: "the walkthrough's speedups are those that check measured",
    holds: first === undefined,
    figure:
      first === undefined
        ? `${told.length} in its tables`
        : `line ${first.line} gives ${first.version.name} ${first.speedups.join("x, ")}x; its last check ${first.version.low}x to ${first.version.high}x`,
    fix: `write there what ${exercise.id} reads now, or check it again with --write`,
  };
}

/** What a row of a table says of one version. */
interface ToldSpeedup {
  readonly line: number;
  readonly version: VersionFigures;
  readonly speedups: readonly number[];
}

/** Rows that name exactly one of our versions, and give a speedup. */
function speedupIn(
  row: string,
  line: number,
  versions: readonly VersionFigures[],
): readonly ToldSpeedup[] {
  if (!row.startsWith("|")) return [];
  const named = versions.filter(({ name }) => isNamedIn(row, name));
  const speedups = [...row.matchAll(/(\d[\d,]*(?:\.\d+)?)x(?!\w)/g)].map(([, digits = ""]) =>
    Number(digits.replaceAll(",", "")),
  );
  const [version] = named;
  return version !== undefined && named.length === 1 && speedups.length > 0
    ? [{ line, version, speedups }]
    : [];
}

function isNamedIn(row: string, name: string): boolean {
  if (name === "reference") return /`src\/?`|\breference\b/.test(row);
  return name.startsWith("partial/") && row.includes(`\`${name}\``);
}

function isNear(speedup: number, { low, high }: VersionFigures): boolean {
  return speedup >= low / tolerance && speedup <= high * tolerance;
}
