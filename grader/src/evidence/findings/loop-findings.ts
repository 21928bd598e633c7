import { formatMs, formatShare } from "../../contract/format.ts";
import type { LoopVitals, Seen, Vitals } from "../evidence.ts";
import type { Finding } from "./finding.ts";

/** What the event loop was doing, for async entries and servers. */
export function findingsOnLoop(
  before: Seen<Vitals>,
  after: Seen<Vitals>,
  isSameCode: boolean,
): Finding[] {
  const now = after.state === "seen" ? after.loop : undefined;
  if (now === undefined) return [];
  const then = before.state === "seen" && !isSameCode ? before.loop : undefined;
  const means = isWaiting(now) ? ": the calls mostly wait, they compute little" : "";
  const compared = then === undefined ? "" : ` In the baseline it was ${describe(then)}.`;
  return [{ topic: "event loop", text: `The event loop was ${describe(now)}${means}.${compared}` }];
}

/** Below this a loop mostly waits; above it, it mostly works. */
const waitsBelow = 0.3;
const worksAbove = 0.8;

/**
 * If one of a hundred timers is later than this, something blocked the loop. The longest delay alone
 * says little: other programs on the machine can cause one as long.
 */
const blockedMs = 20;

const isBlocked = ({ delayMs }: LoopVitals) => delayMs.p99 >= blockedMs;

const isWaiting = (loop: LoopVitals) => !isBlocked(loop) && loop.utilization < waitsBelow;

/** What a loop was doing; follows "was". */
export function describe(loop: LoopVitals): string {
  const { utilization, delayMs } = loop;
  const busy = `busy ${formatShare(utilization)} of the time`;
  if (isBlocked(loop)) {
    return `blocked at times, with timers up to ${formatMs(delayMs.longest)} late, and ${busy}`;
  }
  if (isWaiting(loop)) return `waiting ${formatShare(1 - utilization)} of the time`;
  return utilization > worksAbove
    ? `${busy}, and never blocked for long`
    : `${busy} and waiting for the rest`;
}
