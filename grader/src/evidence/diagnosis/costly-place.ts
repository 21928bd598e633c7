import type { Diagnosis } from "../../contract/exercise.ts";
import type { MetricName } from "../../contract/metric-names.ts";
import { type NamedFunction, outlineOf } from "../../course/source/functions.ts";
import { parseTypeScript } from "../../course/source/parse.ts";
import { metrics } from "../../engine/metrics/index.ts";
import { hotSpotOf, type SideEvidence } from "../evidence.ts";

/** What of a side's evidence shows where its cost comes from. */
export type CostEvidence = Pick<SideEvidence, "cpu" | "lineAllocations" | "sources">;

/** What a cost is made of: time, or bytes that are allocated. */
export type CostKind = "time" | "bytes";

export const costKindOf = (metric: MetricName): CostKind => metrics[metric].profile ?? "time";

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

/** From the bytes by line, which know buffers, too. */
function mostAllocatingPlace({ lineAllocations, sources }: CostEvidence): CostlyPlace | undefined {
  if (lineAllocations.state === "missing") return undefined;
  const total = lineAllocations.lines.reduce((sum, { bytesPerCall }) => sum + bytesPerCall, 0);
  const functions = new Map(
    Object.entries(sources).map(([file, text]) => [file, functionsOf(text)] as const),
  );
  const places = new Map<string, CostlyPlace>();
  for (const { file, line, bytesPerCall } of lineAllocations.lines) {
    const around = innermostAt(line, functions.get(file) ?? []);
    if (around === undefined) continue;
    const key = `${file}:${around.firstLine}:${around.name}`;
    const known = places.get(key) ?? { function: around.name, file, share: 0, lines: [] };
    const share = bytesPerCall / total;
    const lines = [...known.lines, { line, share }];
    places.set(key, { ...known, share: known.share + share, lines });
  }
  return [...places.values()].toSorted((a, b) => b.share - a.share)[0];
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

/** Whether a place is where the exercise says that the cost was planted. */
export function isPlantedAt(
  { function: name, file, lines: [first, last] }: Diagnosis,
  place: CostlyPlace | undefined,
): boolean {
  const line = place?.lines[0]?.line ?? 0;
  return place?.function === name && place.file === file && first <= line && line <= last;
}

/** Lines with less of a function's cost than its costliest line has, by this factor, are left out. */
const muchLess = 4;

/** What a manifest may say of a place: its lines from the first to the last that cost a good part. */
export function diagnosisOf({ function: name, file, lines }: CostlyPlace): Diagnosis | undefined {
  const [costliest] = lines;
  if (costliest === undefined) return undefined;
  const costly = lines.filter(({ share }) => share * muchLess >= costliest.share);
  const numbers = costly.map(({ line }) => line);
  return { function: name, file, lines: [Math.min(...numbers), Math.max(...numbers)] };
}
