import { type OutlineData, readOutline } from "./functions.ts";
import { parseJavaScript } from "./parse.ts";

/**
 * Reads functions and calls of a stranger's source without its types: in the reader's process, because
 * a parser may never end. Undefined for what can't be parsed.
 */
export default function readOutlineOf(javaScript: string): OutlineData | undefined {
  const parsed = parseJavaScript(javaScript);
  return parsed.state === "parsed" ? readOutline(parsed.program) : undefined;
}
