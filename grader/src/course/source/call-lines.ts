import type { AnyNode, BinaryExpression, CallExpression, Identifier, Program } from "acorn";
import { full } from "acorn-walk";

/** What the lines of a source call. Lines count from 1. */
export interface CallLines {
  /**
   * The names that are called on a line that does nothing else of weight, such as `findCustomer`
   * in `const region = findCustomer(id).region;`. Empty for a line that also spreads, adds,
   * compares, builds an object or calls a method: time on it may well be its own. A loop, or a
   * method such as `map`, over nothing but such calls counts as one itself.
   */
  calleesOn(line: number): ReadonlySet<string>;
}

/** What `CallLines` are made from; plain data. */
export interface CallLineData {
  readonly callees: readonly (readonly [line: number, names: readonly string[]])[];
  /** Lines that do something of weight themselves. */
  readonly busy: readonly number[];
}

const none: ReadonlySet<string> = new Set();

/** What lines call, by what was read of their source. */
export function callLinesFrom({ callees, busy }: CallLineData): CallLines {
  const busyLines = new Set(busy);
  const names = new Map(callees.map(([line, of]) => [line, new Set(of)]));
  return { calleesOn: (line) => (busyLines.has(line) ? none : (names.get(line) ?? none)) };
}

/** Reads from a syntax tree which lines are there to call something. */
export function readCallLines(program: Program): CallLineData {
  const callees = new NamesByLine();
  const busyLines = new Set<number>();
  full(program, (any) => {
    const node = any as AnyNode;
    const line = lineOf(node);
    if (isPlainCall(node)) callees.add(node.callee.name, line);
    const repeated = repeatedBy(node);
    const names = repeated === undefined ? none : onlyCalls(repeated);
    for (const name of names) callees.add(name, line);
    if (names.size === 0 && (isWeighty(node) || isMethodCall(node))) busyLines.add(line);
  });
  return { callees: callees.all(), busy: [...busyLines] };
}

class NamesByLine {
  readonly #names = new Map<number, Set<string>>();

  add(name: string, line: number): void {
    this.#names.set(line, (this.#names.get(line) ?? new Set()).add(name));
  }

  all(): CallLineData["callees"] {
    return [...this.#names].map(([line, names]) => [line, [...names]]);
  }
}

const lineOf = (node: AnyNode) => node.loc?.start.line ?? 0;

function isPlainCall(node: AnyNode): node is CallExpression & { callee: Identifier } {
  return node.type === "CallExpression" && node.callee.type === "Identifier";
}

function isMethodCall(node: AnyNode): node is CallExpression {
  return node.type === "CallExpression" && node.callee.type !== "Identifier";
}

/** Methods that call a function for each element. */
const iterating = ["every", "filter", "flatMap", "forEach", "map", "reduce", "some"];

/** What a loop, or a method that iterates, does each time; undefined for all else. */
function repeatedBy(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case "ForOfStatement":
    case "ForInStatement":
      return node.body;
    case "WhileStatement":
      return isLight(node.test) ? node.body : undefined;
    case "ForStatement": {
      const head = [node.init, node.test, node.update].filter((part) => part != null);
      return head.every(isLight) ? node.body : undefined;
    }
    case "CallExpression": {
      const [callback] = node.arguments;
      if (!iterating.includes(methodIn(node))) return undefined;
      return callback?.type === "ArrowFunctionExpression" ? callback.body : undefined;
    }
    default:
      return undefined;
  }
}

/** The functions that are called in a part that does nothing else of weight. */
function onlyCalls(part: AnyNode): ReadonlySet<string> {
  const names = new Set<string>();
  full(part, (any) => {
    const node = any as AnyNode;
    if (isPlainCall(node)) names.add(node.callee.name);
  });
  return isLight(part) ? names : none;
}

/** Whether nothing in a part takes time of its own, but for plain calls. */
function isLight(part: AnyNode): boolean {
  let light = true;
  full(part, (any) => {
    const node = any as AnyNode;
    if (isWeighty(node) || isMethodCall(node)) light = false;
  });
  return light;
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

function methodIn({ callee }: CallExpression): string {
  const name = callee.type === "MemberExpression" ? callee.property : undefined;
  return name?.type === "Identifier" ? name.name : "";
}
