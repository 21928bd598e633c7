/** What ends a line of JavaScript, as V8 counts lines: LineTerminatorSequence of ECMA-262, 12.3. */
const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

/** The lines of a source, the way V8 numbers them; an editor may show some of them as one. */
export function linesOf(source: string): string[] {
  return source.split(lineEnd);
}
