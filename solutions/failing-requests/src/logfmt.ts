/** A key, and after an equals sign its quoted or bare value; then a blank or the end of the line. */
const FIELD = /\s*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?=\s|$)/gy;
const ESCAPE = /\\(["\\])/g;

/**
 * Splits one line of logfmt (`key=value key="quoted value" flag`) into its fields.
 * Of a repeated key, the last value stays. Gives undefined for a line that is not logfmt to its
 * end, such as one whose last quote a crash cut off.
 */
export function parseFields(line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let parsed = 0;
  for (const [field, key = "", quoted, bare] of line.matchAll(FIELD)) {
    fields.set(key, quoted?.replace(ESCAPE, "$1") ?? bare ?? "true");
    parsed += field.length;
  }
  return line.slice(parsed).trim() === "" ? fields : undefined;
}
