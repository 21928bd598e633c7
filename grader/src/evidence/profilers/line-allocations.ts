import * as v from "valibot";
import type { Probed, ProbeRequest } from "../../course/source/probes.ts";
import { readSafely } from "../../engine/reading/reader.ts";
import { probesModule } from "../../engine/sandbox/protocol.ts";
import { BrokenRecording, type Profiler } from "./profiler.ts";

/** What each line allocated while so many calls ran. */
export interface LineAllocations {
  readonly lines: readonly { readonly file: string; readonly line: number; bytes: number }[];
  readonly calls: number;
}

/** What a probe's number stands for. */
interface ProbeSite {
  readonly file: string;
  /** From 1. */
  readonly line: number;
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
    async rewrite(source, file) {
      const probed = await withProbes({ source, module: probesModule, first: sites.length });
      sites.push(...probed.lines.map((line) => ({ file, line })));
      return probed.source;
    },
    read({ recording, calls }) {
      const parsed = v.safeParse(form, recording);
      if (!parsed.success) throw new BrokenRecording("it has not the form of one");
      return { lines: sumByLine(sites, parsed.output), calls };
    },
  };
}

const probingReader = new URL("../../course/source/read-probed.ts", import.meta.url);

/** A source that can't be read in time runs without. */
async function withProbes(request: ProbeRequest): Promise<Probed> {
  const reading = await readSafely<Probed>(probingReader, JSON.stringify(request));
  return reading.state === "read" ? reading.result : { source: request.source, lines: [] };
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
