import type { Diagnosis } from "../contract/exercise.ts";
import type { MetricName } from "../contract/metric-names.ts";
import { type NamedFunction, outlineOf } from "../course/source/functions.ts";
import { parseTypeScript } from "../course/source/parse.ts";
import { metrics } from "../engine/metrics/index.ts";
import { hotSpotOf, type SideEvidence } from "./evidence.ts";

/** What of a side's evidence shows where its cost comes from. */
export type CostEvidence = Pick<
  SideEvidence,
  "cpu" | "allocations" | "lineAllocations" | "sources"
>;

/** What a cost is made of: time, or bytes that are allocated. */
export type CostKind = "time" | "bytes";

/** The kinds of profile that may show where the cost of a metric comes from, the best first. */
export const costKindsOf = (metric: MetricName): readonly CostKind[] =>
  metrics[metric].profiles ?? ["time"];

/** A line and its share of a version's cost, 0 to 1. */
interface CostlyLine {
  readonly line: number;
  readonly share: number;
}

/** The function whose own code costs the most. */
export interface CostlyPlace {
  readonly function: string;
  readonly file: string;
  readonly share: number;
  /** Its lines, the costliest first; without those that are not known. */
  readonly lines: readonly CostlyLine[];
}

/** Where most of a side's cost comes from; undefined where its evidence does not show that. */
export function costliestPlace(side: CostEvidence, kind: CostKind): CostlyPlace | undefined {
  return kind === "time" ? hottestPlace(side) : mostAllocatingPlace(side);
}

function hottestPlace(side: CostEvidence): CostlyPlace | undefined {
  const hot = hotSpotOf(side);
  if (hot === undefined || side.cpu.state === "missing") return undefined;
  const { name, file, share } = hot.function;
  const own = side.cpu.lines.filter((line) => line.file === file && line.function === name);
  return { function: name, file, share, lines: hot.line === undefined ? [] : own };
}

/**
 * Each function by the larger of two figures: V8's sampler does not know buffers, and the probes in
 * the lines do not know what was allocated while garbage was collected.
 */
function mostAllocatingPlace(side: CostEvidence): CostlyPlace | undefined {
  const tables = [bytesByLines(side), bytesByFunction(side)] as const;
  const most = tables.flat().toSorted((a, b) => b.bytes - a.bytes)[0];
  if (most === undefined) return undefined;
  const { function: name, file, bytes } = most;
  const total = Math.max(...tables.map(sumOf));
  const onLines = tables[0].find((one) => one.function === name && one.file === file);
  const isSeenOnLines = onLines !== undefined && onLines.bytes >= bytes / 2;
  const lines = (isSeenOnLines ? onLines.lines : []).map((one) => ({
    line: one.line,
    share: one.bytes / total,
  }));
  return { function: name, file, share: bytes / total, lines };
}

/** A function and what it allocates, on lines that are known or not. */
interface AllocatingPlace {
  readonly function: string;
  readonly file: string;
  readonly bytes: number;
  readonly lines: readonly { readonly line: number; readonly bytes: number }[];
}

const sumOf = (places: readonly AllocatingPlace[]) =>
  places.reduce((sum, { bytes }) => sum + bytes, 0);

function bytesByFunction({ allocations }: CostEvidence): AllocatingPlace[] {
  if (allocations.state === "missing") return [];
  return allocations.functions.map(({ name, file, bytesPerCall }) => ({
    ...{ function: name, file, bytes: bytesPerCall, lines: [] },
  }));
}

function bytesByLines({ lineAllocations, sources }: CostEvidence): AllocatingPlace[] {
  if (lineAllocations.state === "missing") return [];
  const functions = new Map(
    Object.entries(sources).map(([file, text]) => [file, functionsOf(text)] as const),
  );
  const places = new Map<string, AllocatingPlace>();
  for (const { file, line, bytesPerCall } of lineAllocations.lines) {
    const around = innermostAt(line, functions.get(file) ?? []);
    if (around === undefined) continue;
    const key = `${file}:${around.firstLine}:${around.name}`;
    const known = places.get(key) ?? { function: around.name, file, bytes: 0, lines: [] };
    const lines = [...known.lines, { line, bytes: bytesPerCall }];
    places.set(key, { ...known, bytes: known.bytes + bytesPerCall, lines });
  }
  return [...places.values()];
}

function functionsOf(text: string): readonly NamedFunction[] {
  const parsed = parseTypeScript(text);
  return parsed.state === "parsed" ? outlineOf(parsed.program).functions : [];
}

function innermostAt(line: number, functions: readonly NamedFunction[]) {
  return functions
    .filter(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine)
    .toSorted((a, b) => b.firstLine - a.firstLine)[0];
}

/** Whether a place is where the exercise says that the cost was planted, as far as it is known. */
export function isPlantedAt(
  { function: name, file, lines: [first, last] }: Diagnosis,
  place: CostlyPlace | undefined,
): boolean {
  if (place?.function !== name || place.file !== file) return false;
  const line = place.lines[0]?.line ?? first;
  return first <= line && line <= last;
}

/** Lines with less of a function's cost than its costliest line has, by this factor, are left out. */
const muchLess = 4;

/**
 * What a manifest may say of a place: its lines from the first to the last that cost a good part, or
 * all of the function where they are not known. Undefined for the top level.
 */
export function diagnosisOf(
  { function: name, file, lines }: CostlyPlace,
  sources: CostEvidence["sources"],
): Diagnosis | undefined {
  const around = functionsOf(sources[file] ?? "").find((one) => one.name === name);
  if (around === undefined) return undefined;
  const least = (lines[0]?.share ?? 0) / muchLess;
  const numbers = lines.filter(({ share }) => share >= least).map(({ line }) => line);
  const whole = [around.firstLine, around.lastLine];
  const [first = 0, ...others] = (numbers.length > 0 ? numbers : whole).toSorted((a, b) => a - b);
  return { function: name, file, lines: [first, others.at(-1) ?? first] };
}
