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
