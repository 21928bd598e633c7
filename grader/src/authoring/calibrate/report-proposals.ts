import { paint, type Style, wrap } from "../../reports/style.ts";
import type { Proposal } from "./proposal.ts";

/**
 * What `calibrate` proposes, as text: a value for each field, what it is now, and the reason.
 *
 * @param manifest the path of the exercise's manifest, as it is to be shown
 */
export function reportProposals(
  { id, manifest }: { readonly id: string; readonly manifest: string },
  proposals: readonly Proposal[],
  style: Style,
): string {
  const entries = proposals.flatMap((proposal) => [
    headOf(proposal, style),
    ...wrap(`      ${proposal.reason}`, style.width).map((line) => paint(style, "dim", line)),
  ]);
  const next = proposals.every(({ isStuck }) => !isStuck)
    ? `put what you take of it into ${manifest}, then npm run check -- ${id}`
    : `fix what has no value, then npm run calibrate -- ${id} again`;
  const lines = [paint(style, "bold", id), ...entries, "", ...wrap(`  next  ${next}`, style.width)];
  return `${lines.join("\n")}\n`;
}

function headOf({ field, now, value, isStuck }: Proposal, style: Style): string {
  const mark = isStuck ? paint(style, "red", "✗") : paint(style, "green", "✓");
  return `  ${mark} ${field}: ${value ?? "none"} (${comparison(value, now)})`;
}

function comparison(value: number | undefined, now: number | undefined): string {
  if (value === now) return "as it is";
  return now === undefined ? "there is none now" : `now ${now}`;
}
