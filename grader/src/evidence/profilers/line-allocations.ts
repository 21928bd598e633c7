import * as v from "valibot";
import { type ProbeSite, placeProbes } from "../../course/source/probes.ts";
import { probesModule } from "../../engine/sandbox/protocol.ts";
import { BrokenRecording, type Profiler } from "./profiler.ts";

/** What each line allocated while so many calls ran. */
export interface LineAllocations {
  readonly lines: readonly { readonly file: string; readonly line: number; bytes: number }[];
  readonly calls: number;
}

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Segments and bytes of each site. */
const form = v.array(v.tuple([amount, amount]));

/** A line that allocates less than this each time is below what can be told from none. */
const leastBytesPerHit = 24;

/** Probes in a copy of the source. A new one for each run: it knows where it put its probes. */
export function lineAllocations(): Profiler<LineAllocations> {
  const sites: ProbeSite[] = [];
  return {
    name: "allocation by line",
    recording: () => ({ kind: "line allocations" }),
    cpuMs: 300,
    rewrite: (source, file) => placeProbes(source, file, probesModule, sites),
    read({ recording, calls }) {
      const parsed = v.safeParse(form, recording);
      if (!parsed.success) throw new BrokenRecording("it has not the form of one");
      return { lines: sumByLine(sites, parsed.output), calls };
    },
  };
}

function sumByLine(
  sites: readonly ProbeSite[],
  counts: readonly (readonly [segments: number, bytes: number])[],
): LineAllocations["lines"] {
  const lines = new Map<string, { file: string; line: number; bytes: number }>();
  for (const [index, { file, line }] of sites.entries()) {
    const [segments, bytes] = counts[index] ?? [0, 0];
    if (segments === 0 || bytes / segments < leastBytesPerHit) continue;
    const key = `${file}:${line}`;
    const known = lines.get(key) ?? { file, line, bytes: 0 };
    lines.set(key, { ...known, bytes: known.bytes + bytes });
  }
  return [...lines.values()].sort((a, b) => b.bytes - a.bytes);
}
