import type { AnyNode, BinaryExpression, Function as FunctionNode, Program } from "acorn";
import { ancestor, full } from "acorn-walk";

/** A function of a source that a reader would call by name. Lines count from 1. */
export interface NamedFunction {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What a profile needs to know about a source to speak of it in a reader's terms. */
export interface SourceOutline {
  /** The innermost named function around a place; undefined at the top level. */
  namedFunctionAt(line: number, column: number): NamedFunction | undefined;
  /**
   * The names that are called on a line that does nothing else of weight, such as `findCustomer`
   * in `const region = findCustomer(id).region;`. Empty for a line that also loops, spreads,
   * adds, compares, builds an object or calls a method: time on it may well be its own.
   */
  calleesOn(line: number): ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

interface Span extends NamedFunction {
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** What takes time of its own wherever it stands. */
const weighty = [
  "ArrayExpression",
  "AwaitExpression",
  "DoWhileStatement",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "NewExpression",
  "ObjectExpression",
  "SpreadElement",
  "TaggedTemplateExpression",
  "TemplateLiteral",
  "WhileStatement",
  "YieldExpression",
];

/** Operators that may compare or look up text; most others work on numbers. */
const weightyOperators = ["==", "!=", "===", "!==", "in", "instanceof"];

function isWeighty(node: AnyNode): boolean {
  if (node.type !== "BinaryExpression") return weighty.includes(node.type);
  return weightyOperators.includes(node.operator) || joinsText(node);
}

/** A sum with a text in it, or of more than two parts, which may all be texts. */
function joinsText({ operator, left, right }: BinaryExpression): boolean {
  const isText = (node: AnyNode) => node.type === "Literal" && typeof node.value === "string";
  const isSum = (node: AnyNode) => node.type === "BinaryExpression" && node.operator === "+";
  return operator === "+" && [left, right].some((part) => isText(part) || isSum(part));
}

/** Reads functions and calls from a syntax tree. */
export function outlineOf(program: Program): SourceOutline {
  const spans: Span[] = [];
  const callees = new Map<number, Set<string>>();
  const busyLines = new Set<number>();
  const addFunction = (node: FunctionNode, _state: unknown, ancestors: AnyNode[]) => {
    const name = nameOf(node, ancestors.at(-2), ancestors.at(-3));
    if (name !== undefined) spans.push(spanOf(node, name));
  };
  ancestor(program, {
    Function: addFunction,
    CallExpression(node) {
      const line = node.loc?.start.line ?? 0;
      if (node.callee.type !== "Identifier") {
        busyLines.add(line);
        return;
      }
      const names = callees.get(line) ?? new Set();
      callees.set(line, names.add(node.callee.name));
    },
  });
  full(program, (node) => {
    if (isWeighty(node as AnyNode)) busyLines.add(node.loc?.start.line ?? 0);
  });
  return {
    namedFunctionAt: (line, column) =>
      innermost(spans.filter((span) => contains(span, line, column))),
    calleesOn: (line) => (busyLines.has(line) ? none : (callees.get(line) ?? none)),
  };
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

const identifier = (node: AnyNode) => (node.type === "Identifier" ? node.name : undefined);

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
