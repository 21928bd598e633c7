const LINE_END = /\r\n?/g;
const END_OF_LINE = /([\n\u2028\u2029])/;
const TOO_MANY_LINE_FEEDS = /\n{3,}/g;
const OUTER_LINE_FEEDS = /^\n+|\n{1,2}$/g;

/** Makes each line end a single line feed. */
export function unifyLineEnds(text: string): string {
  return text.replace(LINE_END, "\n");
}

/** Takes spaces and tabs away from the end of each line. */
export function trimLines(text: string): string {
  return text
    .split(END_OF_LINE)
    .map((line, place) => (place % 2 === 0 ? line.trimEnd() : line))
    .join("");
}

/** Leaves one empty line where there were several, and none at the start and at the end. */
export function limitBlankLines(text: string): string {
  return text.replace(TOO_MANY_LINE_FEEDS, "\n\n").replace(OUTER_LINE_FEEDS, "");
}
