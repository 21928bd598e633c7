import { choose } from "../../contract/choice.ts";
import { SetupError } from "../../contract/errors.ts";
import { type PathologyName, pathologies, pathologyNames } from "../../contract/pathologies.ts";
import type { StatedDiagnosis } from "./diagnosis.ts";

/** A function's name; `f()`, and `f callback` in flame graphs, mean `f`. */
export function readFunction(text: string): string {
  const name = text.trim().replace(/\(\)$|( callback)+$/, "");
  if (name !== "") return name;
  throw new SetupError("the function's name is empty", "type it as it is in the source");
}

/** A file of baseline/, with or without the folders in front. */
export function readFile(text: string): string {
  const path = text.trim().replaceAll("\\", "/");
  return path.replace(/^(.*\/)?(baseline|src)\//, "").replace(/^\.\//, "");
}

/** A line's number. */
export function readLine(text: string): number {
  const line = Number(text);
  if (text.trim() !== "" && Number.isInteger(line) && line >= 1) return line;
  throw new SetupError(`"${text}" is not a line number`, "type a whole number, such as 12");
}

/** A kind by its number in the list, its name, or the start of its name or of a word in it. */
export function readKind(text: string): PathologyName {
  return choose(text, { noun: "kind", names: pathologyNames, list: kindsList() });
}

/** All kinds with their numbers, one per line. */
export function kindsList(): string {
  return pathologies
    .map(({ name, meaning }, index) => `  ${String(index + 1).padStart(2)}  ${name}: ${meaning}`)
    .join("\n");
}

/** A speedup such as `3` or `3.5x`, or a word for "unbounded". */
export function readSpeedup(text: string): StatedDiagnosis["speedup"] {
  const typed = text.trim().toLowerCase();
  if (["inf", "infinite", "infinity", "unbounded", "unlimited", "∞"].includes(typed)) {
    return "unbounded";
  }
  const speedup = /^\d+(\.\d+)?x?$/.test(typed) ? Number.parseFloat(typed) : 0;
  if (speedup >= 1) return speedup;
  throw new SetupError(
    `"${text}" is not a speedup`,
    'type a number of at least 1, such as 3.5, or "unbounded"',
  );
}
