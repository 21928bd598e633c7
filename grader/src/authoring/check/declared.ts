import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf } from "../../contract/lines.ts";

/** How the first line of a partial fix's index.ts begins that is not faster than the baseline. */
export const notFaster = "Not faster than the baseline:";

/** How the first line of a wrong answer's index.ts begins that the visible tests let pass. */
export const onlyHidden = "Only hidden inputs catch this:";

/**
 * Why a version is an exception to a rule, in its own words: what follows one of the phrases above
 * in a comment on the first line of its index.ts. Undefined where it declares nothing, or no reason.
 */
export function reasonDeclared(folder: string, phrase: string): string | undefined {
  const path = join(folder, "index.ts");
  if (!existsSync(path)) return undefined;
  const [line = ""] = linesOf(readFileSync(path, "utf8"));
  if (!line.startsWith(`// ${phrase}`)) return undefined;
  return line.slice(`// ${phrase}`.length).trim() || undefined;
}
