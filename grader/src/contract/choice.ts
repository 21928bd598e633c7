import { distance } from "fastest-levenshtein";
import { SetupError } from "./errors.ts";
import { nearestOf } from "./nearest.ts";

/** Names to choose from. */
export interface Choice<Name extends string> {
  /** The noun for one of them, such as "kind". */
  readonly noun: string;
  /** No name is a prefix of another. */
  readonly names: readonly Name[];
  /** All of them with their numbers, one per line. */
  readonly list: string;
}

/**
 * Chooses a name by its number in the list, from 1, or by a prefix of the name or of a word in it.
 *
 * @throws SetupError for anything else, with the nearest name
 */
export function choose<Name extends string>(text: string, choice: Choice<Name>): Name {
  const { names } = choice;
  const numbered = /^\s*\d+\s*$/.test(text) ? names[Number(text) - 1] : undefined;
  if (numbered !== undefined) return numbered;
  const typed = spelt(text);
  if (typed === "") throw unknown(text, choice);
  const begun = names.filter((name) => spelt(name).startsWith(typed));
  const holding = names.filter((name) => endingsOf(name).some((end) => end.startsWith(typed)));
  const [only, ...more] = begun.length > 0 ? begun : holding;
  if (only === undefined) throw unknown(text, choice);
  if (more.length === 0) return only;
  throw new SetupError(
    `"${text}" may mean ${[only, ...more].join(", or ")}`,
    "type more letters, or the number",
  );
}

/** A name in one spelling, however its words are joined. */
const spelt = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

/** The name, and the name without its first word, first two words, and so on. */
function endingsOf(name: string): string[] {
  const words = spelt(name).split(" ");
  return words.map((_, first) => words.slice(first).join(" "));
}

function unknown(text: string, { noun, names, list }: Choice<string>): SetupError {
  const typed = spelt(text);
  const nearest = nearestOf(typed, typed === "" ? [] : names, {
    edits: (some, name) => editsTo(name, some),
    mostEdits: () => typed.length / 3,
  });
  return new SetupError(
    `there is no ${noun} "${text}"`,
    nearest !== undefined ? `did you mean "${nearest}"?` : `the ${noun}s are:\n${list}`,
  );
}

/** The distance to any ending of a name, or to an ending's prefix of the typed length. */
function editsTo(name: string, typed: string): number {
  const candidates = endingsOf(name).flatMap((ending) => [ending, ending.slice(0, typed.length)]);
  return Math.min(...candidates.map((candidate) => distance(candidate, typed)));
}
