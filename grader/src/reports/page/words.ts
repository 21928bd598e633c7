import {
  formatBytes,
  formatCount,
  formatMs,
  formatRatio,
  formatShare,
} from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { OutcomeName } from "../../engine/verdict/outcome.ts";
import type { SideEvidence } from "../../evidence/evidence.ts";
import { html, type Markup } from "./html.ts";

/** The name of each side on the page. */
export const sideNames: Readonly<Record<Side, string>> = {
  baseline: "Baseline",
  candidate: "This version",
};

/** Before, then after. */
export const sides = ["baseline", "candidate"] as const satisfies readonly Side[];

/** The colour of an outcome. */
export type Tone = "good" | "bad" | "doubt";

export function toneOf(outcome: OutcomeName): Tone {
  if (outcome === "passed") return "good";
  return outcome === "inconclusive" ? "doubt" : "bad";
}

/** `2025-06-07 08:09 UTC`: the same wherever the page is opened. */
export function dateTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The text of a figure that was not measured, and of zero. */
const unknown = "?";
const none = "–";

/** A time per call. */
export function msText(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  return ms === 0 ? none : formatMs(ms);
}

/** Bytes per call. */
export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return unknown;
  return bytes === 0 ? none : formatBytes(bytes);
}

/** A mean count. */
export function countText(count: number | undefined): string {
  return count === undefined ? unknown : formatCount(count);
}

/** A share; a small one does not round to zero. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return unknown;
  if (share === 0) return none;
  return share < 0.005 ? "< 1 %" : formatShare(share);
}

/** Below this ratio two figures are shown as the same. */
const sameBelow = 1.05;

/** How a cost has changed, such as `7.8x less`; empty if that is not known. */
export function changeText(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || before + after === 0) return "";
  if (after === 0) return "none left";
  if (before === 0) return "none before";
  const factor = Math.max(before / after, after / before);
  if (factor < sameBelow) return "same";
  return `${formatRatio(factor)} ${after < before ? "less" : "more"}`;
}

/** Pieces of evidence that may be missing, with their names on the page. */
const pieces = {
  cpu: "CPU profile",
  allocations: "heap profile",
  lineAllocations: "bytes of each line",
  vitals: "vitals",
  shapes: "shapes and deoptimizations",
} as const;

/** Notes for missing evidence: which piece, of which side, and why. */
export function missingNotes(
  evidence: Readonly<Record<Side, SideEvidence>>,
  piece: keyof typeof pieces,
  ofSides: readonly Side[] = sides,
): Markup[] {
  return ofSides.flatMap((side) => {
    const seen = evidence[side][piece];
    if (seen.state === "seen") return [];
    const what = `${pieces[piece]} of ${sideNames[side].toLowerCase()}`;
    return [html`<p class="missing">Missing: ${what} (${seen.why}).</p>`];
  });
}

/** With a capital first letter, for a text from elsewhere that begins a sentence. */
export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A place in a side's files, such as `lookup.ts:12`. */
export function placeText({
  file,
  line,
}: {
  readonly file: string;
  readonly line: number;
}): string {
  return `${file}:${line}`;
}
