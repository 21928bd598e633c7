import { formatMs, formatRatio, formatShare } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import { type HotSpot, hotSpotOf, type SideEvidence, shownBound } from "../evidence.ts";
import { compareFunctions, type FunctionChange, isClearChange } from "./changes.ts";
import type { Finding } from "./finding.ts";
import { findingsOnLoop } from "./loop-findings.ts";
import { findingsOnMemory } from "./memory-findings.ts";
import { findingsOnShapes } from "./shape-findings.ts";

type Both = Readonly<Record<Side, SideEvidence>>;

/** What a comparison of both sides' evidence shows, the most important first. */
export function findingsOf(evidence: Both): Finding[] {
  const { baseline, candidate } = evidence;
  const isSame = isSameCode(evidence);
  return [
    ...(isSame ? hotSpotFinding(candidate) : changeFindings(evidence)),
    ...findingsOnLoop(baseline.vitals, candidate.vitals, isSame),
    ...findingsOnMemory(evidence, isSame),
    ...findingsOnShapes(isSame ? { baseline: candidate, candidate } : evidence),
  ];
}

function isSameCode({ baseline, candidate }: Both): boolean {
  return JSON.stringify(baseline.sources) === JSON.stringify(candidate.sources);
}

function hotSpotFinding(side: SideEvidence): Finding[] {
  const hot = hotSpotOf(side);
  if (hot === undefined) return [];
  return [{ topic: "hot spot", text: `${describeHotSpot(hot, side)} ${describeBound(hot, side)}` }];
}

function describeHotSpot({ function: hot, line }: HotSpot, side: SideEvidence): string {
  const share = hot.share < 0.01 ? "less than 1 %" : formatShare(hot.share);
  const time = isIdleAtTimes(side) ? "the busy time" : "the time";
  const all = side.cpu.state === "seen" ? ` of ${formatMs(side.cpu.msPerCall)}` : "";
  const where = `${hot.name} (${hot.file}:${hot.line})`;
  return `${where} takes ${share} of ${time}, ${formatMs(hot.msPerCall)}${all} per call${describeLine(hot, line)}.`;
}

function describeLine(hot: HotSpot["function"], line: HotSpot["line"]): string {
  if (line === undefined) return "";
  return line.share > hot.share / 2
    ? `, most of it on line ${line.line}`
    : `; its hottest line is ${line.line}`;
}

/** Waiting worth mentioning, as a share of the busy time. */
const noticeableWaiting = 0.05;

function isIdleAtTimes({ cpu }: SideEvidence): boolean {
  if (cpu.state === "missing") return false;
  return cpu.elsewhere.some(({ kind, share }) => kind === "waiting" && share > noticeableWaiting);
}

/** A larger bound says nothing. */
const endlessBound = 100;

function describeBound({ function: { name, share } }: HotSpot, side: SideEvidence): string {
  const bound = shownBound(share);
  if (isIdleAtTimes(side)) {
    return bound >= endlessBound
      ? `Nearly all of the work is in ${name}; waiting is not included.`
      : `Fixing only this can make the work at most ${formatRatio(bound)} faster; waiting is not included.`;
  }
  return bound >= endlessBound
    ? `Nearly all of the possible gain is in ${name}.`
    : `Fixing only this can make this version at most ${formatRatio(bound)} faster.`;
}

/** What got faster, what got slower, and the next bottleneck. */
function changeFindings({ baseline, candidate }: Both): Finding[] {
  if (baseline.cpu.state === "missing" || candidate.cpu.state === "missing") {
    return hotSpotFinding(candidate);
  }
  const before = hotSpotOf(baseline);
  const next = hotSpotOf(candidate);
  const changes = compareFunctions(baseline.cpu, candidate.cpu);
  const findings: Finding[] = [];
  const isHot = ({ name, file }: Pick<FunctionChange, "name" | "file">) =>
    name === before?.function.name && file === before.function.file;
  const change = changes.find(isHot);
  if (change !== undefined) findings.push(hotSpotChange(change, candidate));
  const others = describeOthers(changes.filter((other) => other !== change));
  if (others !== "") findings.push({ topic: "what changed", text: others });
  if (next === undefined) return findings;
  const isStill = isHot(next.function);
  const text = `${isStill ? "Still" : "Now"} ${describeHotSpot(next, candidate)} ${describeBound(next, candidate)}`;
  return [...findings, { topic: "next bottleneck", text }];
}

/** How the baseline's hot spot has changed. */
function hotSpotChange(change: FunctionChange, { sources }: SideEvidence): Finding {
  const { name, beforeMs, afterMs } = change;
  const topic = "what changed";
  if (afterMs === 0) {
    const isThere = Object.values(sources).some((text) => text.includes(name));
    const now = isThere ? "now takes too little time to show up" : "is gone";
    return { topic, text: `${name} took ${formatMs(beforeMs)} of each call and ${now}.` };
  }
  const figures = `from ${formatMs(beforeMs)} to ${formatMs(afterMs)} per call`;
  if (isClearChange(change) && afterMs < beforeMs) {
    const text = `${name} went ${figures} (${formatRatio(beforeMs / afterMs)} less time).`;
    return { topic, text };
  }
  if (isClearChange(change)) return { topic, text: `${name} got slower: ${figures}.` };
  const still = `${name} still takes ${formatMs(afterMs)} per call (${formatMs(beforeMs)} in the baseline)`;
  return {
    topic,
    text: `The hot spot did not change: ${still}. Your change is not where the time goes.`,
  };
}

/** How many functions besides the hot spot are mentioned, in each direction. */
const mostOthers = 2;

function describeOthers(changes: readonly FunctionChange[]): string {
  const clear = changes.filter(isClearChange);
  const show = ({ name, beforeMs, afterMs }: FunctionChange) =>
    beforeMs === 0
      ? `${name} is new (${formatMs(afterMs)})`
      : afterMs === 0
        ? `${name} is gone (${formatMs(beforeMs)})`
        : `${name} from ${formatMs(beforeMs)} to ${formatMs(afterMs)}`;
  const less = clear.filter(({ beforeMs, afterMs }) => afterMs < beforeMs).slice(0, mostOthers);
  const more = clear.filter(({ beforeMs, afterMs }) => afterMs > beforeMs).slice(0, mostOthers);
  const parts = [
    ...(less.length > 0 ? [`Less time elsewhere: ${less.map(show).join(", ")}.`] : []),
    ...(more.length > 0 ? [`More time elsewhere: ${more.map(show).join(", ")}.`] : []),
  ];
  return parts.join(" ");
}
