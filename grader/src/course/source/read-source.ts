import type { Import } from "./imports.ts";
import { importsOf, namedInTypes } from "./imports.ts";
import { parseTypeScript } from "./parse.ts";

/** What the grader has to know of a TypeScript source; plain data. */
export type ReadSource =
  | {
      readonly state: "read";
      /** With blanks in the place of types. */
      readonly javaScript: string;
      readonly imports: readonly Import[];
      /** Specifiers of modules of which only types are used: nothing imports them when it runs. */
      readonly typesFrom: readonly string[];
    }
  | { readonly state: "syntax error"; readonly message: string; readonly line: number | undefined };

/** Reads a stranger's TypeScript: in the reader's process, because a parser may never end. */
export default function readSource(text: string): ReadSource {
  const parsed = parseTypeScript(text);
  if (parsed.state === "syntax error") return parsed;
  const { javaScript, program } = parsed;
  return {
    state: "read",
    javaScript,
    imports: importsOf(program),
    typesFrom: namedInTypes(text, javaScript),
  };
}
