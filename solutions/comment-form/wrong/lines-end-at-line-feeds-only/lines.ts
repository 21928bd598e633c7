const LINE_END = /\r\n?/g;
const TOO_MANY_LINE_FEEDS = /\n{3,}/g;
const OUTER_LINE_FEEDS = /^\n+|\n{1,2}$/g;

/** Makes each line end a single line feed. */
export function unifyLineEnds(text: string): string {
  return text.replace(LINE_END, "\n");
}

/** Takes spaces and tabs away from the end of each line. */
export function trimLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.slice(0, contentLength(line)))
    .join("\n");
}

/** Leaves one empty line where there were several, and none at the start and at the end. */
export function limitBlankLines(text: string): string {
  return text.replace(TOO_MANY_LINE_FEEDS, "\n\n").replace(OUTER_LINE_FEEDS, "");
}

function contentLength(line: string): number {
  let length = line.length;
  while (length > 0 && " \t".includes(line.charAt(length - 1))) length--;
  return length;
}
