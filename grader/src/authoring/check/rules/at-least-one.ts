import type { RuleResult } from "../rule.ts";

/** That an exercise has versions of a kind at all. */
export function atLeastOne(what: string, count: number, fix: string): RuleResult {
  return { rule: `there is at least one ${what}`, holds: count > 0, figure: String(count), fix };
}
