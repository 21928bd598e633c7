import { formatBytes, formatShare } from "../contract/format.ts";
import { linesOf } from "../contract/lines.ts";
import type { HotLine, HotSpot, SideEvidence } from "../evidence/evidence.ts";
import { paint, printable, type Style } from "./style.ts";

/** Rows below this share of the time, or of the bytes that all lines allocate, are left out. */
const leastShare = 0.005;
/** Fewer bytes are not shown. */
const leastBytes = 100;

/** How many functions are listed. */
const mostFunctions = 20;

/** Right-aligned columns of numbers, then text. */
type TableRow = readonly [share: string, ms: string, bytes: string, text: string];

const tableHead = ["self", "ms/call", "bytes/call"] as const;

/** The functions of a side, hottest first, and where else its time went. */
export function functionTable({ cpu, allocations }: SideEvidence, style: Style): string[] {
  if (cpu.state === "missing") return [];
  const bytesOf = (name: string, file: string) =>
    allocations.state === "missing"
      ? undefined
      : allocations.functions.find((one) => one.name === name && one.file === file)?.bytesPerCall;
  const own = cpu.functions.filter(({ share }) => share >= leastShare).slice(0, mostFunctions);
  const ms = inMs(cpu);
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

/** A table for each file with a line worth showing. */
export function lineTables(side: SideEvidence, hot: HotSpot | undefined, style: Style): string[][] {
  return Object.keys(side.sources)
    .map((file) => ({ file, rows: lineRows(side, file, hot) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ file, rows }) => layOut([[...tableHead, file], ...rows], style));
}

function lineRows(side: SideEvidence, file: string, hot: HotSpot | undefined): TableRow[] {
  const costs = costsOfLines(side, file);
  const lines = linesOf((side.sources[file] ?? "").trimEnd());
  const digits = String(lines.length).length;
  const ms = inMs(side.cpu);
  const rows: TableRow[] = [];
  let last = 0;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (!isNearShown(costs, line)) continue;
    if (last > 0 && line > last + 1) rows.push(["", "", "", "⋮"]);
    last = line;
    const { time, allocated } = costs.get(line) ?? {};
    const isHot = hot?.line?.file === file && hot.line.line === line;
    const number = `${isHot ? ">" : " "} ${String(line).padStart(digits)}`;
    const shown = time !== undefined && time.share >= leastShare ? time : undefined;
    rows.push([
      shown === undefined ? "" : formatShare(shown.share),
      shown === undefined ? "" : ms(shown.msPerCall),
      bytes(allocated),
      // A tab is a control character, and its width depends on the terminal.
      `${number}  ${text.replaceAll("\t", "  ")}`,
    ]);
  }
  return rows;
}

/** What a line costs, and whether that is worth showing. */
interface LineCost {
  readonly time?: HotLine;
  /** Bytes per call. */
  readonly allocated?: number;
  readonly isShown: boolean;
}

function costsOfLines({ cpu, lineAllocations }: SideEvidence, file: string) {
  const costs = new Map<number, LineCost>();
  for (const time of cpu.state === "missing" ? [] : cpu.lines) {
    if (time.file === file) costs.set(time.line, { time, isShown: time.share >= leastShare });
  }
  const allocating = lineAllocations.state === "missing" ? [] : lineAllocations.lines;
  const total = allocating.reduce((sum, { bytesPerCall }) => sum + bytesPerCall, 0);
  const least = Math.max(leastBytes, total * leastShare);
  for (const { file: other, line, bytesPerCall: allocated } of allocating) {
    if (other !== file) continue;
    const known = costs.get(line);
    const isShown = known?.isShown === true || allocated >= least;
    costs.set(line, { ...known, allocated, isShown });
  }
  return costs;
}

/** How many lines around a line worth showing are shown too. */
const contextLines = 1;

function isNearShown(costs: ReadonlyMap<number, LineCost>, line: number): boolean {
  for (let near = line - contextLines; near <= line + contextLines; near++) {
    if (costs.get(near)?.isShown === true) return true;
  }
  return false;
}

/** Writes times per call with the same number of decimals, so that a column is easy to compare. */
function inMs(cpu: SideEvidence["cpu"]): (value: number) => string {
  const most = cpu.state === "missing" || cpu.msPerCall === 0 ? 1 : cpu.msPerCall;
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(most))));
  return (value) => value.toFixed(decimals);
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
    return cut(`  ${numbers.join("  ")}  ${printable(row[3])}`.trimEnd(), style.width);
  };
  return [paint(style, "dim", line(head)), ...rows.map(line)];
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
