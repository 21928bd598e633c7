import type { Diagnosis } from "../contract/exercise.ts";
import { formatBytes, formatCount, formatMs, formatShare, plural } from "../contract/format.ts";
import { hotSitesOf, hotSpotOf, type SideEvidence, textOfLine } from "../evidence/evidence.ts";
import { describe } from "../evidence/findings/loop-findings.ts";
import { functionTable, lineTables } from "./profile-tables.ts";
import { paint, printable, type Style, wrap } from "./style.ts";

/** What was profiled. */
export interface ProfiledVersion {
  readonly id: string;
  /** Such as "your code". */
  readonly version: string;
  /** Relative to the course's root, such as "packages/revenue-report/src". */
  readonly sourceFolder: string;
}

/** One side's profiles as text for a terminal, like the output of a line profiler. */
export function reportProfile(
  profiled: ProfiledVersion,
  evidence: SideEvidence,
  style: Style,
  flamegraph: string | undefined,
  diagnosis?: Diagnosis,
): string {
  const hot = hotSpotOf(evidence);
  const blocks = [
    heading(profiled, evidence, style),
    functionTable(evidence, style),
    ...lineTables(evidence, hot, style),
    notes(evidence, flamegraph, style),
    diagnosis === undefined ? [] : manifestLines(diagnosis),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function heading(
  { id, version, sourceFolder }: ProfiledVersion,
  { cpu }: SideEvidence,
  style: Style,
): string[] {
  const what =
    cpu.state === "missing"
      ? `no CPU profile, because ${printable(cpu.why)}`
      : `${formatMs(cpu.msPerCall)} per call, ${plural(cpu.samples, "sample")} in ${plural(cpu.calls, "call")}`;
  const [first = "", ...rest] = wrap(`${id}  ${version} (${sourceFolder}): ${what}`, style.width);
  return [paint(style, "bold", id) + first.slice(id.length), ...rest];
}

function notes(side: SideEvidence, flamegraph: string | undefined, style: Style): string[] {
  const texts = [
    ...vitalNotes(side),
    ...shapeNotes(side),
    ...missingNotes(side),
    flamegraph === undefined ? "" : `Flame graph: ${flamegraph}`,
  ];
  return texts
    .filter((text) => text !== "")
    .flatMap((text) => wrap(printable(text), style.width - 2).map((line) => `  ${line}`));
}

function vitalNotes({ vitals }: SideEvidence): string[] {
  if (vitals.state === "missing") return [];
  const { bytesPerCall, garbageCollection, collectionsPerCall, loop } = vitals;
  const collections = `${formatCount(collectionsPerCall)} collections`;
  return [
    `A call allocates ${formatBytes(bytesPerCall)}, including buffers. Garbage collection takes ${formatShare(garbageCollection)} of the time (${collections} per call).`,
    loop === undefined ? "" : `The event loop was ${describe(loop)}.`,
  ];
}

/** For an author to copy: in one line, however wide the terminal is. */
function manifestLines({ function: name, file, lines }: Diagnosis): string[] {
  const place = `function: ${JSON.stringify(name)}, file: ${JSON.stringify(file)}`;
  return [
    "  For exercise.ts, if this is the place that the exercise is about:",
    `  diagnosis: { ${place}, lines: [${lines.join(", ")}] },`,
  ];
}

/** How many places a note names. */
const mostSites = 5;

function shapeNotes(side: SideEvidence): string[] {
  return (hotSitesOf(side) ?? [])
    .slice(0, mostSites)
    .map(
      (site) =>
        `Megamorphic ${site.access}${site.property === "" ? "" : ` of ${site.property}`} at ${site.file}:${site.line}:${site.column} (${site.shapes} or more shapes): ${textOfLine(side, site)}`,
    );
}

function missingNotes({ sources: _, cpu: __, ...others }: SideEvidence): string[] {
  const words = {
    allocations: "bytes per function",
    lineAllocations: "bytes per line",
    vitals: "the vitals",
    shapes: "the shapes",
    flamegraph: "the flame graph",
  };
  return Object.entries(others).flatMap(([kind, seen]) =>
    seen.state === "missing"
      ? [`Missing: ${words[kind as keyof typeof words]} (${seen.why}).`]
      : [],
  );
}
