import { stripTypeScriptTypes } from "node:module";
import { type Program, parse } from "acorn";
import { wordsOfSyntaxError } from "./syntax-errors.ts";

/** A source as a syntax tree, or the first place where it is not one that runs. */
export type Parsed =
  | { readonly state: "parsed"; readonly program: Program; readonly javaScript: string }
  | { readonly state: "syntax error"; readonly message: string; readonly line: number | undefined };

/**
 * Parses TypeScript the way the pinned Node runs it: types become blanks, so lines and columns of
 * the tree are those of the source. Enums, namespaces and parameter properties are errors. For text
 * of our own: a stranger's is read by `read-source.ts`, in a process that can be ended.
 */
export function parseTypeScript(source: string): Parsed {
  return orSyntaxError(source, () => parsedAs(stripTypeScriptTypes(source)));
}

/** Parses what is JavaScript already, such as a source without its types. */
export function parseJavaScript(source: string): Parsed {
  return orSyntaxError(source, () => parsedAs(source));
}

function parsedAs(javaScript: string): Parsed {
  const options = { ecmaVersion: "latest", sourceType: "module", locations: true } as const;
  return { state: "parsed", program: parse(javaScript, options), javaScript };
}

/** @throws what is no error in the source, but the end of a parser's means */
function orSyntaxError(source: string, work: () => Parsed): Parsed {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = lineOf(error);
    const code =
      line === undefined ? "" : (source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? "");
    const [message = ""] = error.message.split("\n");
    return { state: "syntax error", line, message: wordsOfSyntaxError(message, code) };
  }
}

/** Where the error is: acorn says it in `loc`; Node's stripper begins its stack with `:<line>`. */
function lineOf(error: SyntaxError): number | undefined {
  const position = (error as { loc?: { line: number } }).loc?.line;
  const stripped = /^:(\d+)\n/.exec(String(error.stack))?.[1];
  return position ?? (stripped === undefined ? undefined : Number(stripped));
}
