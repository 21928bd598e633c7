import type { AnyNode, Function as FunctionNode, Program } from "acorn";
import { ancestor } from "acorn-walk";
import { type CallLineData, type CallLines, callLinesFrom, readCallLines } from "./call-lines.ts";
import { type CallSiteData, type CallSites, callSitesFrom, readCallSites } from "./call-sites.ts";

/** A function of a source that a reader would call by name. Lines count from 1. */
export interface NamedFunction {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What a profile needs to know about a source to speak of it in a reader's terms. */
export interface SourceOutline extends CallLines, CallSites {
  /** Every named function, in the order of the source. */
  readonly functions: readonly NamedFunction[];
  /** The innermost named function around a place; undefined at the top level. */
  namedFunctionAt(line: number, column: number): NamedFunction | undefined;
}

interface Span extends NamedFunction {
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** What an outline is made from; plain data. */
export interface OutlineData {
  readonly functions: readonly Span[];
  readonly callLines: CallLineData;
  readonly callSites: CallSiteData;
}

/** Reads functions and calls from a syntax tree. */
export function readOutline(program: Program): OutlineData {
  const spans: Span[] = [];
  ancestor(program, {
    Function(node, _state, ancestors) {
      const name = nameOf(node, ancestors.at(-2), ancestors.at(-3));
      if (name !== undefined) spans.push(spanOf(node, name));
    },
  });
  const names = [...new Set(spans.map(({ name }) => name))];
  return {
    functions: spans,
    callLines: readCallLines(program),
    callSites: readCallSites(program, names),
  };
}

/** The outline of a source, by what was read of it. */
export function outlineFrom({ functions, callLines, callSites }: OutlineData): SourceOutline {
  return {
    functions,
    namedFunctionAt: (line, column) =>
      innermost(functions.filter((span) => contains(span, line, column))),
    ...callLinesFrom(callLines),
    ...callSitesFrom(callSites),
  };
}

/** The outline of a syntax tree. */
export function outlineOf(program: Program): SourceOutline {
  return outlineFrom(readOutline(program));
}

/** A function's own name, or that of the variable, property or method that holds it. */
function nameOf(
  node: FunctionNode,
  parent: AnyNode | undefined,
  grandparent: AnyNode | undefined,
): string | undefined {
  if (node.id) return node.id.name;
  for (const holder of [parent, grandparent]) {
    if (holder?.type === "VariableDeclarator" && holder.init === node) return identifier(holder.id);
    if (holder?.type === "Property" && holder.value === node) return identifier(holder.key);
    if (holder?.type === "MethodDefinition" && holder.value === node) return identifier(holder.key);
  }
  return undefined;
}

/** `#name` is how V8 calls a private method, too. */
function identifier(node: AnyNode): string | undefined {
  if (node.type === "PrivateIdentifier") return `#${node.name}`;
  return node.type === "Identifier" ? node.name : undefined;
}

function spanOf(node: FunctionNode, name: string): Span {
  const { start, end } = node.loc ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  return {
    name,
    firstLine: start.line,
    firstColumn: start.column,
    lastLine: end.line,
    lastColumn: end.column,
  };
}

function contains(span: Span, line: number, column: number): boolean {
  const afterStart =
    line > span.firstLine || (line === span.firstLine && column >= span.firstColumn);
  const beforeEnd = line < span.lastLine || (line === span.lastLine && column <= span.lastColumn);
  return afterStart && beforeEnd;
}

/** Of spans around the same place, the one that starts last. */
function innermost(spans: readonly Span[]): Span | undefined {
  return spans.reduce<Span | undefined>((best, span) => {
    if (best === undefined || span.firstLine > best.firstLine) return span;
    const sameLine = span.firstLine === best.firstLine;
    return sameLine && span.firstColumn > best.firstColumn ? span : best;
  }, undefined);
}
