import { plural } from "../contract/format.ts";
import type { GradingResult } from "../grading/result.ts";

/** Which files are no part of what was graded; undefined where all are. */
export function describeLeftOut({ leftOut = [] }: GradingResult): string | undefined {
  const [first, ...others] = leftOut;
  if (first === undefined) return undefined;
  const all = others.length === 0 ? first : `${first} and ${plural(others.length, "other file")}`;
  return `not graded: ${all}, because index.ts does not import ${others.length === 0 ? "it" : "them"}`;
}

/** The first mistake in the types, and how many more there are. */
export function describeTypes({ types }: GradingResult): string | undefined {
  if (types?.state !== "checked") return undefined;
  const [first] = types.first;
  if (first === undefined) return undefined;
  const more = types.count > 1 ? ` (and ${types.count - 1} more)` : "";
  return `type error, which decides nothing: ${first.file}:${first.line}: ${first.message.replace(/\.$/, "")}${more}`;
}
