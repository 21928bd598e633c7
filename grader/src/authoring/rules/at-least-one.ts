import type { Finding } from "../rule.ts";

/** That an exercise has versions of a kind at all. */
export function atLeastOne(what: string, count: number, mend: string): Finding {
  return { rule: `there is at least one ${what}`, holds: count > 0, figure: String(count), mend };
}
