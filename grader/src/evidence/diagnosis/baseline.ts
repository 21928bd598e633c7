import { distance } from "fastest-levenshtein";
import { type NamedFunction, outlineOf } from "../../course/source/functions.ts";
import { parseTypeScript } from "../../course/source/parse.ts";
import type { CpuEvidence, HotLine, SideEvidence } from "../evidence.ts";

/** What a diagnosis is held against: the baseline's source, and where its time went. */
export interface MeasuredBaseline extends Pick<SideEvidence, "sources"> {
  readonly cpu: CpuEvidence;
}

/** All functions of one name in one file, as the source and the profile know them. */
export interface NamedFunctions {
  readonly name: string;
  readonly file: string;
  /** Of the busy time, 0 to 1: that of the hottest; 0 when none was seen running. */
  readonly share: number;
  /** Whether a line lies in one of them. */
  holdsLine(line: number): boolean;
}

/** The functions that a name means; where several files have it, the hottest of them. */
export function findFunctions(
  name: string,
  file: string | undefined,
  baseline: MeasuredBaseline,
): NamedFunctions | undefined {
  return allFunctions(baseline)
    .filter((known) => known.name === name && (file === undefined || known.file === file))
    .toSorted((a, b) => b.share - a.share)[0];
}

/** A function of the baseline that is all but spelt out; undefined when none is that near. */
export function nearlyNamed(name: string, baseline: MeasuredBaseline): string | undefined {
  const near = allFunctions(baseline)
    .map((known) => ({ name: known.name, edits: distance(name, known.name) }))
    .filter((known) => known.edits > 0 && known.edits <= mostEdits(known.name))
    .toSorted((a, b) => a.edits - b.edits);
  return near[0]?.name;
}

/** A typo, not a guess: of a short name most letters must be right. */
const mostEdits = (name: string) => Math.min(2, Math.ceil(name.length / 2) - 1);

/** The hottest line of functions of one name; undefined when no line of theirs was seen running. */
export function hottestLineOf(
  { name, file }: NamedFunctions,
  { cpu }: MeasuredBaseline,
): HotLine | undefined {
  return cpu.lines
    .filter((line) => line.file === file && line.function === name)
    .toSorted((a, b) => b.share - a.share)[0];
}

/** The share of the busy time that a line takes itself; 0 when it was not seen running. */
export function shareOfLine(file: string, line: number, { cpu }: MeasuredBaseline): number {
  return cpu.lines.find((hot) => hot.file === file && hot.line === line)?.share ?? 0;
}

function allFunctions({ sources, cpu }: MeasuredBaseline): NamedFunctions[] {
  return Object.entries(sources).flatMap(([file, text]) => {
    const functions = functionsByName(text);
    const measured = cpu.functions.filter((hot) => hot.file === file);
    const names = new Set([...functions.keys(), ...measured.map((hot) => hot.name)]);
    return [...names].map((name) => ({
      name,
      file,
      share: Math.max(0, ...measured.filter((hot) => hot.name === name).map((hot) => hot.share)),
      holdsLine: (line: number) =>
        functions.get(name)?.some((one) => one.firstLine <= line && line <= one.lastLine) ?? false,
    }));
  });
}

/** The functions of a source by their names. */
function functionsByName(text: string): Map<string, NamedFunction[]> {
  const parsed = parseTypeScript(text);
  if (parsed.state !== "parsed") return new Map();
  return Map.groupBy(outlineOf(parsed.program).functions, ({ name }) => name);
}
