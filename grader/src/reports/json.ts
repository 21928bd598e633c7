import type { Reported } from "./reported.ts";

/** The records as one JSON array; `reused` marks a stored verdict. */
export function reportJson(reported: readonly Reported[]): string {
  const records = reported.map(({ result, reused }) => ({ ...result, reused }));
  return `${JSON.stringify(records, undefined, 2)}\n`;
}
