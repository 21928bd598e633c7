import { existsSync, readFileSync } from "node:fs";
import type { Goal } from "../../../contract/index.ts";
import type { RuleResult } from "../rule.ts";

/** That a README names each number of the goal, and no other number in such a number's place. */
export function readmeSaysTheGoal(readme: string, goal: Goal): RuleResult {
  const text = existsSync(readme) ? readFileSync(readme, "utf8").replaceAll(/\s+/g, " ") : "";
  const problems = [...missingIn(text, goal), ...contradictionsIn(text, goal)];
  return {
    rule: "the README says what is asked for",
    holds: problems.length === 0,
    figure: problems.length === 0 ? `**${goal.target} times**` : problems.join("; "),
    fix: `say in its README "at least **${goal.target} times**", and each other number as the goal in exercise.ts has it`,
  };
}

function missingIn(text: string, goal: Goal): string[] {
  const [, told] = /\*\*([\d.]+) times\*\*/.exec(text) ?? [];
  const target = told === String(goal.target) ? [] : [`its target is ${told ?? "not"} in **bold**`];
  const others = numbersOf(goal)
    .filter(([, number]) => !holdsNumber(text, number))
    .map(([what, number]) => `it does not name the ${what}, ${number}`);
  return [...target, ...others];
}

function numbersOf({ stretch, bounds = [], growth }: Goal): [string, number][] {
  return [
    ["stretch goal", stretch],
    ...bounds.map(({ metric, atMost }): [string, number] => [`bound on ${metric}`, atMost]),
    ...(growth === undefined ? [] : [["limit on growth", growth.below] as [string, number]]),
  ];
}

/** Numbers that a sentence says in words. */
const inWords: Readonly<Record<number, RegExp>> = {
  0.5: /\bhalf\b/,
  1: /\bno more\b/,
  2: /\btwice\b/,
};

/** As a word of its own, with or without commas between thousands. */
function holdsNumber(text: string, number: number): boolean {
  if (inWords[number]?.test(text)) return true;
  const written = [String(number), number.toLocaleString("en")];
  return written.some((one) =>
    new RegExp(`(?<![\\d.,])${one.replaceAll(".", "\\.")}(?![\\d]|[.,]\\d)`).test(text),
  );
}

/** How texts state one part of a goal, and which numbers are right there. */
interface Statement {
  readonly what: string;
  /** Its groups are numbers, or words for them. */
  readonly form: RegExp;
  readonly right: readonly number[];
}

const number = String.raw`\**(\d[\d,]*(?:\.\d+)?)`;

function statementsOf({ target, stretch, bounds = [], growth }: Goal): Statement[] {
  const { below, size } = growth ?? {};
  const longer = below === undefined ? [] : [8 ** below];
  return [
    { what: "target", form: /\*\*([\d.,]+) times\*\*/g, right: [target] },
    { what: "target", form: new RegExp(`\\bat least ${number}\\** times`, "gi"), right: [target] },
    {
      what: "stretch goal",
      form: new RegExp(`\\bstretch goal (?:is|of) ${number}`, "gi"),
      right: [stretch],
    },
    {
      what: "limit on growth",
      form: /\bn\^(\d+(?:\.\d+)?)/g,
      right: below === undefined ? [] : [below],
    },
    {
      what: "size of growth",
      form: /\bfrom (?:[^.]*? )?(\d[\d,]*) to (\d[\d,]*)\b(?=[^.]*\bn\^)/gi,
      right: size === undefined ? [] : [size, 8 * size],
    },
    {
      what: "bound",
      form: /\b(?:at most|up to) (?:about )?(half\b|twice\b|\d[\d,]*(?:\.\d+)?(?= times))/gi,
      right: [...bounds.map(({ atMost }) => atMost), ...longer],
    },
  ];
}

function contradictionsIn(text: string, goal: Goal): string[] {
  return statementsOf(goal).flatMap(({ what, form, right }) =>
    [...text.matchAll(form)]
      .filter(([, ...told]) => !told.every((one) => right.some((figure) => agrees(one, figure))))
      .map(
        ([words]) =>
          `it says "${words}", and the ${what} in exercise.ts is ${right.map(rounded).join(" or ") || "missing"}`,
      ),
  );
}

/** What a text says about 8^1.5 is rounded. */
const tolerance = 0.03;

function agrees(told: string, figure: number): boolean {
  const value = { half: 0.5, twice: 2 }[told.toLowerCase()] ?? Number(told.replaceAll(",", ""));
  return Number.isInteger(figure) || figure < 3
    ? value === figure
    : Math.abs(value - figure) <= tolerance * figure;
}

const rounded = (figure: number) => Number(figure.toPrecision(3));
