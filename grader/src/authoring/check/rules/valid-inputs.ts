import { formatMs } from "../../../contract/format.ts";
import type { Exercise } from "../../../contract/index.ts";
import type { MadeArguments } from "../../../engine/inputs/make-arguments.ts";
import type { RuleResult } from "../rule.ts";

/** Of CPU time, for one input: the search for a small failing one judges hundreds in 3 s. */
const mostJudgingMs = 1000;

/** What isValid says of one input. */
interface Judged {
  readonly name: string;
  readonly isValid: boolean;
  readonly cpuMs: number;
}

/** That input.isValid accepts what the exercise itself makes, and without taking long over it. */
export function* areValid(
  { input: { isValid } }: Exercise,
  drawn: readonly { readonly size: number; readonly inputs: readonly MadeArguments[] }[],
  edgeCases: ReadonlyMap<string, MadeArguments>,
): Generator<RuleResult> {
  const judged: Judged[] = [];
  if (isValid !== undefined) {
    for (const [name, args] of edgeCases) judged.push(judge(isValid, `"${name}"`, args));
    for (const { size, inputs } of drawn) {
      for (const args of inputs) judged.push(judge(isValid, `size ${size}`, args));
    }
  }
  yield allAreValid(judged);
  yield isQuick(judged);
}

function judge(isValid: (...args: never) => boolean, name: string, args: MadeArguments): Judged {
  const before = process.cpuUsage();
  const valid = isValid(...(args as never));
  const { user, system } = process.cpuUsage(before);
  return { name, isValid: valid, cpuMs: (user + system) / 1000 };
}

const noRule = "there is no input.isValid that could refuse one";

function allAreValid(judged: readonly Judged[]): RuleResult {
  const refused = judged.filter(({ isValid }) => !isValid).map(({ name }) => name);
  const accepted = judged.length === 0 ? noRule : "isValid accepts all";
  return {
    rule: "every input keeps the exercise's rules",
    holds: refused.length === 0,
    figure: refused.length === 0 ? accepted : `isValid refuses ${[...new Set(refused)].join(", ")}`,
    fix: "let input.isValid accept what input.make and the edge cases give",
  };
}

function isQuick(judged: readonly Judged[]): RuleResult {
  const [slowest] = judged.toSorted((a, b) => b.cpuMs - a.cpuMs);
  return {
    rule: "isValid takes little time",
    holds: slowest === undefined || slowest.cpuMs <= mostJudgingMs,
    figure:
      slowest === undefined
        ? "there is none"
        : `at most ${formatMs(slowest.cpuMs)}, on ${slowest.name}`,
    fix: "let input.isValid look at each part of an input once: every smaller input is judged too, when a wrong answer is made small",
  };
}
