import type { InputFile } from "../../contract/index.ts";
import type { MadeArguments } from "../inputs/make-arguments.ts";
import { isInputFile } from "../inputs/shelf.ts";

/** A bound on the search: each try is a call of both sides. */
export interface ShrinkBudget {
  readonly tries: number;
  /** True when time is up. */
  isSpent(): boolean;
}

/**
 * Looks for a small input that still fails, by leaving out parts of it: ever smaller runs of
 * elements of its arrays and typed arrays, of lines of its files.
 * Delta debugging: A. Zeller and R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input,
 * IEEE TSE 28(2), 2002. Every input that is kept has been seen to fail.
 */
export async function shrink(
  args: MadeArguments,
  stillFails: (args: MadeArguments) => Promise<boolean>,
  budget: ShrinkBudget,
): Promise<MadeArguments> {
  let smallest = args;
  let tries = 0;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of smaller(smallest)) {
      if (tries++ >= budget.tries || budget.isSpent()) return smallest;
      if (await stillFails(candidate)) {
        smallest = candidate;
        progress = true;
        break;
      }
    }
  }
  return smallest;
}

/** Every input with one run of elements left out, the largest runs first. */
function* smaller(args: MadeArguments): Generator<MadeArguments> {
  const places = placesOf(args, []).sort((a, b) => b.length - a.length);
  const longest = places[0]?.length ?? 0;
  for (let run = 2 ** Math.floor(Math.log2(Math.max(longest, 1))); run >= 1; run /= 2) {
    for (const place of places) {
      for (let from = 0; run <= place.length && from < place.length; from += run) {
        yield replaceAt(args, place.path, (sequence) =>
          without(sequence, from, run),
        ) as MadeArguments;
      }
    }
  }
}

type Sequence = readonly unknown[] | Float64Array | InputFile;

/** A sequence inside the arguments, by the keys that lead to it. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly length: number;
}

function placesOf(value: unknown, path: readonly (string | number)[]): Place[] {
  if (isInputFile(value)) return [{ path, length: linesOf(value).length }];
  if (ArrayBuffer.isView(value)) return [{ path, length: (value as Float64Array).length }];
  if (Array.isArray(value)) {
    const inside = value.flatMap((item, index) => placesOf(item, [...path, index]));
    return path.length === 0 ? inside : [{ path, length: value.length }, ...inside];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]));
}

function without(sequence: Sequence, from: number, count: number): Sequence {
  const isKept = (_item: unknown, index: number) => index < from || index >= from + count;
  if (!isInputFile(sequence)) return sequence.filter(isKept);
  return { ...sequence, text: linesOf(sequence).filter(isKept).join("") };
}

/** The lines of a file, each with its line break. */
function linesOf(file: InputFile): string[] {
  return file.text === "" ? [] : file.text.split(/(?<=\n)/);
}

function replaceAt(
  value: unknown,
  path: readonly (string | number)[],
  change: (sequence: Sequence) => Sequence,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value as Sequence);
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  fields[key] = replaceAt(fields[key], rest, change);
  return copy;
}
