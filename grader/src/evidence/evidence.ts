import type { Flamegraph } from "../profilers/zero-x.ts";
import type { HotFunction, HotLine, HotSpots } from "./hot-spots.ts";

/** What profiling one side showed, or why there is nothing to show. */
export type SideEvidence =
  | {
      readonly state: "profiled";
      readonly hotSpots: HotSpots;
      readonly hottestFunction: HotFunction | undefined;
      readonly hottestLine: (HotLine & { readonly text: string }) | undefined;
      readonly flamegraph: Flamegraph;
    }
  | { readonly state: "missing"; readonly why: string };

/** What is kept of the long tail. */
const keptRows = 10;

/** Picks out what a reader sees first: the hottest function, and the hottest line within it. */
export function sideEvidence(
  hotSpots: HotSpots,
  sources: ReadonlyMap<string, string>,
  flamegraph: Flamegraph,
): SideEvidence {
  const hottestFunction = hotSpots.functions[0];
  if (hottestFunction === undefined) {
    return { state: "missing", why: "the profile holds no sample of this side's own source" };
  }
  const line = hotSpots.lines.find(
    (hot) => hot.file === hottestFunction.file && hot.function === hottestFunction.name,
  );
  return {
    state: "profiled",
    hotSpots: {
      ...hotSpots,
      functions: hotSpots.functions.slice(0, keptRows),
      lines: hotSpots.lines.slice(0, keptRows),
    },
    hottestFunction,
    hottestLine: line && { ...line, text: quote(sources, line) },
    flamegraph,
  };
}

function quote(sources: ReadonlyMap<string, string>, place: HotLine): string {
  return sources.get(place.file)?.split("\n")[place.line - 1]?.trim() ?? "";
}

/**
 * Amdahl's bound: the speedup that is left if a part that takes `share` of the time took none.
 * G. M. Amdahl, Validity of the single processor approach (AFIPS 1967).
 */
export function amdahlBound(share: number): number {
  return 1 / (1 - Math.min(share, 1));
}
