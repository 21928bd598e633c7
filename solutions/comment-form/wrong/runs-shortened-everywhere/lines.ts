const LINE_END = /\r\n?/g;
const RUNS = /[ \t]{2,}/g;
const BLANKS_AT_LINE_END = /[ \t]+$/gm;
const TOO_MANY_LINE_FEEDS = /\n{3,}/g;
const OUTER_LINE_FEEDS = /^\n+|\n{1,2}$/g;

/** Makes each line end a single line feed. */
export function unifyLineEnds(text: string): string {
  return text.replace(LINE_END, "\n");
}

/** Takes spaces and tabs away from the end of each line. */
export function trimLines(text: string): string {
  return text.replace(RUNS, " ").replace(BLANKS_AT_LINE_END, "");
}

/** Leaves one empty line where there were several, and none at the start and at the end. */
export function limitBlankLines(text: string): string {
  return text.replace(TOO_MANY_LINE_FEEDS, "\n\n").replace(OUTER_LINE_FEEDS, "");
}
