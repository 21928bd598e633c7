const LINE_END = /\r\n?/g;
/** Where one of the lines of a text ends. */
const END_OF_LINE = /[\n\u2028\u2029]/g;
const TOO_MANY_LINE_FEEDS = /\n{3,}/g;
const OUTER_LINE_FEEDS = /^\n+|\n{1,2}$/g;

/** Makes each line end a single line feed. */
export function unifyLineEnds(text: string): string {
  return text.replace(LINE_END, "\n");
}

/** Takes spaces and tabs away from the end of each line. */
export function trimLines(text: string): string {
  let trimmed = "";
  let start = 0;
  for (const { index } of text.matchAll(END_OF_LINE)) {
    trimmed += text.slice(start, contentEnd(text, start, index));
    start = index;
  }
  return trimmed + text.slice(start, contentEnd(text, start, text.length));
}

/** Leaves one empty line where there were several, and none at the start and at the end. */
export function limitBlankLines(text: string): string {
  return text.replace(TOO_MANY_LINE_FEEDS, "\n\n").replace(OUTER_LINE_FEEDS, "");
}

const TAB = 0x09;
const SPACE = 0x20;

/** The place behind the last character before `end` that is neither a space nor a tab. */
function contentEnd(text: string, start: number, end: number): number {
  let place = end;
  while (place > start && isBlank(text.charCodeAt(place - 1))) place--;
  return place;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
