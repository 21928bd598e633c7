import { formatMs, plural } from "../../contract/format.ts";
import type { CpuEvidence, Seen } from "../evidence.ts";

/**
 * With fewer samples nothing is said of shares: one profile in twenty would be wrong by more than 14
 * points about a function that takes half of the time (two standard deviations of a binomial share).
 */
const leastSamples = 50;

/** A side's times; missing when there are too few samples to tell them. */
export function enough(found: CpuEvidence): Seen<CpuEvidence> {
  if (found.functions.length === 0 && found.elsewhere.length === 0) {
    return { state: "missing", why: "the profile holds no sample of this side's own source" };
  }
  if (found.samples >= leastSamples) return { state: "seen", ...found };
  return { state: "missing", why: describeFew(found) };
}

function describeFew({ samples, calls, elsewhere }: CpuEvidence): string {
  const seen = `${plural(samples, "sample")} in ${plural(calls, "call")}`;
  const waiting = elsewhere.find(({ kind }) => kind === "waiting");
  const waits = waiting === undefined ? "" : `; a call waits for ${formatMs(waiting.msPerCall)}`;
  return `the profile holds only ${seen}, too few to say where the time goes${waits}`;
}
