import { stripTypeScriptTypes } from "node:module";
import { type Program, parse } from "acorn";

/** A TypeScript source as a syntax tree, or the first place where it is not TypeScript. */
export type Parsed =
  | { readonly state: "parsed"; readonly program: Program; readonly javaScript: string }
  | { readonly state: "syntax error"; readonly message: string; readonly line: number | undefined };

/**
 * Parses TypeScript the way the pinned Node runs it: types become blanks, so lines and columns of
 * the tree are those of the source. Enums, namespaces and parameter properties are errors.
 */
export function parseTypeScript(source: string): Parsed {
  try {
    const javaScript = stripTypeScriptTypes(source);
    const program = parse(javaScript, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
    });
    return { state: "parsed", program, javaScript };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { state: "syntax error", ...describeSyntaxError(error) };
  }
}

/** Where the error is: acorn says it in `loc`; Node's stripper begins its stack with `:<line>`. */
function describeSyntaxError(error: Error) {
  const position = (error as { loc?: { line: number } }).loc?.line;
  const stripped = /^:(\d+)\n/.exec(String(error.stack))?.[1];
  const line = position ?? (stripped === undefined ? undefined : Number(stripped));
  const message = error.message.split("\n")[0] ?? "syntax error";
  return { line, message: message.replace(/ \(\d+:\d+\)$/, "") };
}
