import { stripTypeScriptTypes } from "node:module";
import { type Program, parse } from "acorn";
import { linesOf } from "../../contract/lines.ts";
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
    const line = lineOf(error, source);
    const code = line === undefined ? "" : (linesOf(source)[line - 1] ?? "");
    const [message = ""] = error.message.split("\n");
    return { state: "syntax error", line, message: wordsOfSyntaxError(message, code) };
  }
}

/** Where the error is: acorn says it in `loc`, Node's stripper in what is printed above its stack. */
function lineOf(error: SyntaxError, source: string): number | undefined {
  const position = (error as { loc?: { line: number } }).loc?.line;
  return position ?? strippersLine(String(error.stack), source);
}

/**
 * V8's number of the line at which Node's stripper stopped. It begins its stack with `:<line>`, but
 * does not know all of V8's line ends; then comes text with a caret below the error, whose column
 * counts from the last line feed.
 */
function strippersLine(stack: string, source: string): number | undefined {
  const [, number] = /^:(\d+)\n/.exec(stack) ?? [];
  if (number === undefined) return undefined;
  const before = source.split(/(?<=\r\n|\n|\r(?!\n))/).slice(0, Number(number) - 1);
  const lineStart = before.join("").length;
  const column = /^( *)\^+$/m.exec(stack)?.[1]?.length ?? 0;
  const error = Math.max(lineStart, source.lastIndexOf("\n", lineStart - 1) + 1 + column);
  return linesOf(source.slice(0, error)).length;
}
