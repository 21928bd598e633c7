import { distance } from "fastest-levenshtein";
import { type PathologyName, pathologies, pathologyNames } from "../contract/pathologies.ts";
import { SetupError } from "../errors.ts";
import type { StatedDiagnosis } from "./diagnosis.ts";

/** A function's name; `f()` and the flame graphs' `f callback` mean `f`. */
export function readFunction(text: string): string {
  const name = text.trim().replace(/\(\)$|( callback)+$/, "");
  if (name !== "") return name;
  throw new SetupError("a function needs a name", "give it as the source has it");
}

/** A file of baseline/, with or without the folders before. */
export function readFile(text: string): string {
  const path = text.trim().replaceAll("\\", "/");
  return path.replace(/^(.*\/)?(baseline|src)\//, "").replace(/^\.\//, "");
}

/** A line's number. */
export function readLine(text: string): number {
  const line = Number(text);
  if (text.trim() !== "" && Number.isInteger(line) && line >= 1) return line;
  throw new SetupError(`"${text}" is no line`, "give its number, such as 12");
}

/** A kind by its number in the list, its name, or the beginning of one name or one word of it. */
export function readKind(text: string): PathologyName {
  const numbered = /^\s*\d+\s*$/.test(text) ? pathologyNames[Number(text) - 1] : undefined;
  if (numbered !== undefined) return numbered;
  const typed = spelt(text);
  if (typed === "") throw unknownKind(text);
  const begun = pathologyNames.filter((name) => spelt(name).startsWith(typed));
  const holding = pathologyNames.filter((name) => endingsOf(name).some((e) => e.startsWith(typed)));
  const [only, ...more] = begun.length > 0 ? begun : holding;
  if (only === undefined) throw unknownKind(text);
  if (more.length === 0) return only;
  throw new SetupError(
    `"${text}" may be ${[only, ...more].join(", or ")}`,
    "type more of it, or its number",
  );
}

/** However a kind's words are joined. */
const spelt = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

/** A name without its first words, for each number of them. */
function endingsOf(name: PathologyName): string[] {
  const words = spelt(name).split(" ");
  return words.map((_, first) => words.slice(first).join(" "));
}

function unknownKind(text: string): SetupError {
  const typed = spelt(text);
  const [nearest] = pathologyNames
    .map((name) => ({ name, edits: editsTo(name, typed) }))
    .toSorted((a, b) => a.edits - b.edits);
  const isNear = nearest !== undefined && nearest.edits <= typed.length / 3;
  return new SetupError(
    `there is no kind "${text}"`,
    isNear && typed !== "" ? `did you mean "${nearest.name}"?` : `the kinds are:\n${kindsList()}`,
  );
}

/** To any ending of a name, or to as much of its beginning as was typed. */
function editsTo(name: PathologyName, typed: string): number {
  const candidates = endingsOf(name).flatMap((ending) => [ending, ending.slice(0, typed.length)]);
  return Math.min(...candidates.map((candidate) => distance(candidate, typed)));
}

/** All kinds with their numbers, a line each. */
export function kindsList(): string {
  return pathologies
    .map(({ name, meaning }, index) => `  ${String(index + 1).padStart(2)}  ${name}: ${meaning}`)
    .join("\n");
}

/** A speedup such as `3`, `3.5x`, or a word for one without a limit. */
export function readSpeedup(text: string): StatedDiagnosis["speedup"] {
  const typed = text.trim().toLowerCase();
  if (["inf", "infinite", "infinity", "unbounded", "unlimited", "∞"].includes(typed)) {
    return "unbounded";
  }
  const speedup = /^\d+(\.\d+)?x?$/.test(typed) ? Number.parseFloat(typed) : 0;
  if (speedup >= 1) return speedup;
  throw new SetupError(
    `"${text}" is no speedup`,
    'give a number from 1 up, such as 3.5, or "unbounded"',
  );
}
