import { distance } from "fastest-levenshtein";

/** How a typed text is compared with a name. */
export interface Nearness {
  /** Edits from the text to the name; by default of single letters. */
  edits?(text: string, name: string): number;
  /** Beyond which a name was not meant. */
  mostEdits(text: string, name: string): number;
}

/** The name that was probably meant by a text that is none: "did you mean ...?" */
export function nearestOf(
  text: string,
  names: readonly string[],
  { edits = distance, mostEdits }: Nearness,
): string | undefined {
  const near = names
    .map((name) => ({ name, away: edits(text, name) }))
    .filter(({ name, away }) => away <= mostEdits(text, name));
  return near.toSorted((a, b) => a.away - b.away)[0]?.name;
}

/** More than these help nobody. */
const mostSuggested = 4;

/**
 * The names that a text may have meant that is none: those that begin with it, else those with a
 * word that does, else those that hold it, else the one, or the one with a word, that is a few
 * letters away. Names are words joined by hyphens; of a path or a scoped name the last part counts,
 * or the one that is a name.
 * Empty where nothing is like it, or too much.
 */
export function namesLike(text: string, names: readonly string[]): readonly string[] {
  const typed = spelt(text);
  if (typed === "") return [];
  const inPath = names.filter((name) => text.split(/[\\/]/).includes(name));
  if (inPath.length > 0) return inPath;
  const ways = [
    (name: string) => name.startsWith(typed),
    (name: string) => name.includes(`-${typed}`),
    (name: string) => name.includes(typed),
  ];
  const found = ways.map((fits) => names.filter(fits)).find((some) => some.length > 0);
  if (found !== undefined) return found.length <= mostSuggested ? found : [];
  const nearest =
    nearestOf(typed, names, { mostEdits: () => Math.max(2, typed.length / 2) }) ??
    nearestOf(typed, names, { edits: editsToWord, mostEdits: () => typed.length / 2.5 });
  return nearest === undefined ? [] : [nearest];
}

const spelt = (text: string) =>
  (text.split(/[\\/]/).findLast((part) => part !== "") ?? "")
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");

const editsToWord = (text: string, name: string) =>
  Math.min(...name.split("-").map((word) => distance(text, word)));
