import { type HotSpot, hotSpotOf, type SideEvidence, textOfLine } from "../evidence/evidence.ts";
import { describe } from "../evidence/loop-findings.ts";
import { formatBytes, formatCount, formatMs, formatShare, plural } from "../format.ts";
import { paint, printable, type Style, wrap } from "./style.ts";

/** What was profiled. */
export interface ProfiledVersion {
  readonly id: string;
  /** Such as "your code". */
  readonly version: string;
  /** Relative to the course's root, such as "packages/order-join/src". */
  readonly sourceFolder: string;
}

/** One side's profiles as text for a terminal, in the manner of a line profiler. */
export function reportProfile(
  profiled: ProfiledVersion,
  evidence: SideEvidence,
  style: Style,
  flamegraph: string | undefined,
): string {
  const hot = hotSpotOf(evidence);
  const blocks = [
    [heading(profiled, evidence, style)],
    functionTable(evidence, style),
    ...lineTables(evidence, hot, style),
    notes(evidence, flamegraph, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function heading({ id, version, sourceFolder }: ProfiledVersion, side: SideEvidence, style: Style) {
  const title = `${paint(style, "bold", id)}  ${version} (${sourceFolder})`;
  const { cpu } = side;
  if (cpu.state === "missing") return `${title}: no CPU profile, because ${printable(cpu.why)}`;
  const calls = plural(cpu.calls, "call");
  return `${title}: ${formatMs(cpu.msPerCall)} per call, ${cpu.samples} samples in ${calls}`;
}

/** Rows of less are left out. */
const leastShare = 0.005;
const leastBytes = 100;

/** Right-aligned columns of numbers, then text. */
type TableRow = readonly [share: string, ms: string, bytes: string, text: string];

const tableHead = ["self", "ms/call", "bytes/call"] as const;

function functionTable({ cpu, allocations }: SideEvidence, style: Style): string[] {
  if (cpu.state === "missing") return [];
  const bytesOf = (name: string, file: string) =>
    allocations.state === "missing"
      ? undefined
      : allocations.functions.find((one) => one.name === name && one.file === file)?.bytesPerCall;
  const own = cpu.functions.filter(({ share }) => share >= leastShare);
  const rows = [
    ...own.map(({ name, file, line, share, msPerCall }): TableRow => {
      const text = `${name}  ${file}:${line}`;
      return [formatShare(share), ms(msPerCall), bytes(bytesOf(name, file)), text];
    }),
    ...cpu.elsewhere.map(
      ({ kind, share, msPerCall }): TableRow => [
        kind === "waiting" ? "" : formatShare(share),
        ms(msPerCall),
        "",
        `(${kind})`,
      ],
    ),
  ];
  return layOut([[...tableHead, "function"], ...rows], style);
}

/** Lines shown around each that is worth showing. */
const contextLines = 1;

/** A table for each file that has a line worth showing. */
function lineTables(side: SideEvidence, hot: HotSpot | undefined, style: Style): string[][] {
  return Object.keys(side.sources)
    .map((file) => ({ file, rows: lineRows(side, file, hot) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ file, rows }) => layOut([[...tableHead, file], ...rows], style));
}

function lineRows(side: SideEvidence, file: string, hot: HotSpot | undefined): TableRow[] {
  const times = side.cpu.state === "missing" ? [] : side.cpu.lines;
  const allocated = side.lineAllocations.state === "missing" ? [] : side.lineAllocations.lines;
  const timeAt = new Map(
    times.filter((one) => one.file === file).map((one) => [one.line, one] as const),
  );
  const bytesAt = new Map(
    allocated.filter((one) => one.file === file).map((one) => [one.line, one.bytesPerCall]),
  );
  const lines = (side.sources[file] ?? "").split("\n");
  const isShown = (line: number) =>
    (timeAt.get(line)?.share ?? 0) >= leastShare || (bytesAt.get(line) ?? 0) >= leastBytes;
  const digits = String(lines.length).length;
  const rows: TableRow[] = [];
  let last = 0;
  for (let line = 1; line <= lines.length; line++) {
    const isNear = Array.from({ length: 2 * contextLines + 1 }).some((_, index) =>
      isShown(line - contextLines + index),
    );
    if (!isNear) continue;
    if (last > 0 && line > last + 1) rows.push(["", "", "", "⋮"]);
    last = line;
    const time = timeAt.get(line);
    const isHot = hot?.line?.file === file && hot.line.line === line;
    const text = `${isHot ? ">" : " "} ${String(line).padStart(digits)}  ${lines[line - 1]}`;
    rows.push([
      time === undefined || time.share < leastShare ? "" : formatShare(time.share),
      time === undefined || time.share < leastShare ? "" : ms(time.msPerCall),
      bytes(bytesAt.get(line)),
      text,
    ]);
  }
  return rows;
}

/** All in one unit, so that a column can be compared at a glance. */
function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function bytes(value: number | undefined): string {
  return value === undefined || value < leastBytes ? "" : formatBytes(value);
}

function layOut([head, ...rows]: readonly TableRow[], style: Style): string[] {
  if (head === undefined) return [];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] as string).length)),
  );
  const line = (row: TableRow) => {
    const numbers = [0, 1, 2].map((column) =>
      (row[column] as string).padStart(widths[column] ?? 0),
    );
    return `  ${numbers.join("  ")}  ${printable(row[3])}`.slice(0, style.width).trimEnd();
  };
  return [paint(style, "dim", line(head)), ...rows.map(line)];
}

function notes(side: SideEvidence, flamegraph: string | undefined, style: Style): string[] {
  const texts = [
    ...vitalNotes(side),
    ...shapeNotes(side),
    ...missingNotes(side),
    flamegraph === undefined ? "" : `Flamegraph: ${flamegraph}`,
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
    `A call allocates ${formatBytes(bytesPerCall)}, buffers included; ${formatShare(garbageCollection)} of the time goes to collecting garbage (${collections} per call).`,
    loop === undefined ? "" : `The event loop was ${describe(loop)}.`,
  ];
}

/** Places named in a note. */
const mostSites = 5;

function shapeNotes(side: SideEvidence): string[] {
  if (side.shapes.state === "missing") return [];
  return side.shapes.megamorphic
    .slice(0, mostSites)
    .map(
      (site) =>
        `Megamorphic ${site.access} of ${site.property} at ${site.file}:${site.line}:${site.column} (${site.shapes} or more shapes): ${textOfLine(side, site)}`,
    );
}

function missingNotes({ sources: _, cpu: __, ...others }: SideEvidence): string[] {
  const words = {
    allocations: "bytes per function",
    lineAllocations: "bytes per line",
    vitals: "the vitals",
    shapes: "the shapes",
    flamegraph: "the flamegraph",
  };
  return Object.entries(others).flatMap(([kind, seen]) =>
    seen.state === "missing"
      ? [`Missing: ${words[kind as keyof typeof words]} (${seen.why}).`]
      : [],
  );
}
