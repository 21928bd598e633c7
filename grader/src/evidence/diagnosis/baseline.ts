import { nearestOf } from "../../contract/nearest.ts";
import { type NamedFunction, outlineOf } from "../../course/source/functions.ts";
import { parseTypeScript } from "../../course/source/parse.ts";
import type { CpuEvidence, HotLine, SideEvidence } from "../evidence.ts";

/** What a diagnosis is checked against: the baseline's source and its profile. */
export interface MeasuredBaseline extends Pick<SideEvidence, "sources"> {
  readonly cpu: CpuEvidence;
}

/** All functions with one name in one file, from the source and the profile. */
export interface NamedFunctions {
  readonly name: string;
  readonly file: string;
  /** The share of the hottest in the busy time, 0 to 1; 0 if the profile has none of them. */
  readonly share: number;
  /** Whether a line is in one of them. */
  holdsLine(line: number): boolean;
}

/** The functions that a name means; if several files have it, the hottest. */
export function findFunctions(
  name: string,
  file: string | undefined,
  baseline: MeasuredBaseline,
): NamedFunctions | undefined {
  return allFunctions(baseline)
    .filter((known) => known.name === name && (file === undefined || known.file === file))
    .toSorted((a, b) => b.share - a.share)[0];
}

/** The function of the baseline with almost this name; undefined if there is none. */
export function nearlyNamed(name: string, baseline: MeasuredBaseline): string | undefined {
  const others = allFunctions(baseline).map((known) => known.name);
  return nearestOf(
    name,
    others.filter((other) => other !== name),
    {
      mostEdits: (_, other) => mostEdits(other),
    },
  );
}

/** Allows for typos, not guesses: most letters of a short name must be right. */
const mostEdits = (name: string) => Math.min(2, Math.ceil(name.length / 2) - 1);

/** The hottest line of functions with one name; undefined if the profile has no line of them. */
export function hottestLineOf(
  { name, file }: NamedFunctions,
  { cpu }: MeasuredBaseline,
): HotLine | undefined {
  return cpu.lines
    .filter((line) => line.file === file && line.function === name)
    .toSorted((a, b) => b.share - a.share)[0];
}

/** The self time of a line as a share of the busy time; 0 if the profile does not have it. */
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
