import { formatBytes, formatRatio, formatShare } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { SideEvidence, Vitals } from "../evidence.ts";
import type { Finding } from "./finding.ts";

/** From here on, garbage collection or a change in allocation is worth mentioning. */
const garbageWorthSaying = 0.05;
const changeWorthSaying = 1.3;
const bytesWorthSaying = 10_000;

/** Less than this is measured even for a call that allocates nothing. */
const nextToNothing = 100;

/** What a call allocates and what its garbage collection costs, if that is much or has changed. */
export function findingsOnMemory(
  { baseline, candidate }: Readonly<Record<Side, SideEvidence>>,
  isSameCode: boolean,
): Finding[] {
  if (baseline.vitals.state === "missing" || candidate.vitals.state === "missing") return [];
  const after = candidate.vitals;
  const before = isSameCode ? after : baseline.vitals;
  const collects =
    Math.max(before.garbageCollection, after.garbageCollection) >= garbageWorthSaying;
  if (!hasChanged(before, after) && !collects) return [];
  const sentences = [
    `A call allocates ${amount(after)}${comparedBytes(before, after)}.`,
    ...(collects ? [describeGarbage(before, after), ...mostAllocating(candidate)] : []),
  ];
  return [{ topic: "memory", text: sentences.join(" ") }];
}

const amount = ({ bytesPerCall }: Vitals) =>
  bytesPerCall < nextToNothing ? "almost nothing" : formatBytes(bytesPerCall);

/** How many times as much the one is; less than `nextToNothing` counts as that. */
const ratioOf = (more: Vitals, less: Vitals) =>
  Math.max(more.bytesPerCall, nextToNothing) / Math.max(less.bytesPerCall, nextToNothing);

function hasChanged(before: Vitals, after: Vitals): boolean {
  const most = Math.max(before.bytesPerCall, after.bytesPerCall);
  const ratio = Math.max(ratioOf(before, after), ratioOf(after, before));
  return ratio >= changeWorthSaying && most >= bytesWorthSaying;
}

function comparedBytes(before: Vitals, after: Vitals): string {
  if (!hasChanged(before, after)) return "";
  const inBaseline = `${amount(before)} in the baseline`;
  const least = Math.min(before.bytesPerCall, after.bytesPerCall);
  if (least < nextToNothing) return ` (${inBaseline})`;
  const change =
    after.bytesPerCall < before.bytesPerCall
      ? `${formatRatio(ratioOf(before, after))} less`
      : `${formatRatio(ratioOf(after, before))} more`;
  return ` (${inBaseline}: ${change})`;
}

function describeGarbage(before: Vitals, after: Vitals): string {
  const [then, now] = [before, after].map((vitals) => formatShare(vitals.garbageCollection));
  const compared = then === now ? "" : ` (${then} in the baseline)`;
  return `Garbage collection takes ${now} of the time${compared}.`;
}

function mostAllocating({ allocations }: SideEvidence): string[] {
  if (allocations.state === "missing") return [];
  const [most] = allocations.functions;
  if (most === undefined || allocations.bytesPerCall === 0) return [];
  const share = formatShare(most.bytesPerCall / allocations.bytesPerCall);
  return [`${most.name} allocates ${share} of the bytes on V8's heap.`];
}
