import { formatChance } from "../../../contract/format.ts";
import type { ExerciseFigures } from "../../figures/figures.ts";
import { figuresFile, type KeptFigures, keptFigures } from "../../figures/sealed-figures.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { mostWrongVerdicts } from "./verdict-odds.ts";

/** That what was measured is kept, as it was measured, and for the present goal. */
export function* figuresAreKept({ course, exercise }: RuleContext): Generator<RuleResult> {
  const { id, definition } = exercise;
  const file = figuresFile(id);
  const kept = keptFigures(course.root, id);
  const fix = `run npm run check -- ${id} --write, which measures them and keeps them`;
  yield {
    rule: `${file} is as a check wrote it`,
    holds: kept.state === "kept",
    figure: describe(kept),
    fix,
  };
  if (!("figures" in kept)) return;
  const { figures } = kept;
  const asked = goalIn(definition.goal);
  yield {
    rule: `${file} is about the present goal`,
    holds: goalIn(figures) === asked,
    figure: goalIn(figures) === asked ? asked : `${goalIn(figures)}, and the goal is ${asked}`,
    fix,
  };
  yield verdictsAreSafe(figures);
}

function describe(kept: KeptFigures): string {
  switch (kept.state) {
    case "kept":
      return `measured on ${kept.figures.measured.on}`;
    case "edited":
      return "it was changed since: its seal is that of another text";
    case "unreadable":
      return `it can't be read: ${kept.why}`;
    case "missing":
      return "there is none";
  }
}

type Goal = Pick<ExerciseFigures, "metric" | "target" | "stretch">;

const goalIn = ({ metric, target, stretch }: Goal) =>
  `${target}x of ${metric}, ${stretch}x at best`;

function verdictsAreSafe({ versions }: ExerciseFigures): RuleResult {
  const names = versions.map(({ name }) => name);
  const missing = ["starter", "reference"].filter((name) => !names.includes(name));
  const unsafe = versions.filter(({ wrongVerdict }) => !(wrongVerdict < mostWrongVerdicts));
  const problems = [
    ...missing.map((name) => `${name} was not measured`),
    ...unsafe.map(({ name, wrongVerdict }) => `${name}: ${formatChance(wrongVerdict)}`),
  ];
  return {
    rule: `by its figures, a wrong verdict on our versions is less likely than ${formatChance(mostWrongVerdicts)}`,
    holds: problems.length === 0,
    figure: problems.length === 0 ? `${versions.length} versions` : problems.join("; "),
    fix: "move goal.target away from the version that is named, and check again with --write",
  };
}
