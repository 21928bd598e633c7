import type { AnyNode, Function as FunctionNode, Program, Statement } from "acorn";
import { base, type RecursiveVisitors, recursive, simple } from "acorn-walk";
import { parseJavaScript } from "./parse.ts";

/** A source that is to get probes. */
export interface ProbeRequest {
  /** Without its types. */
  readonly source: string;
  /** What the probes are imported from: `at`, `enter` and `leave`. */
  readonly module: string;
  /** The number of the first probe. */
  readonly first: number;
}

/** A source with probes. */
export interface Probed {
  readonly source: string;
  /** Where each probe is, in the order of their numbers, from 1. */
  readonly lines: readonly number[];
}

/**
 * Puts probes into a source: before each statement that may allocate, and where functions begin and
 * end, so that what a call allocates is not taken for the caller's. No line is added or moved.
 *
 * @returns the source as it is, without probes, when it can't be parsed
 */
export function placeProbes({ source, module, first }: ProbeRequest): Probed {
  const parsed = parseJavaScript(source);
  if (parsed.state === "syntax error") return { source, lines: [] };
  const lines: number[] = [];
  const siteAt = (node: AnyNode) => first + lines.push(lineOf(node)) - 1;
  const insertions = new Insertions();
  // Not at the beginning of the text, where the name of an interpreter may stand.
  const [begin] = parsed.program.body;
  const probes = `import { at as $at, enter as $enter, leave as $leave } from "${module}"; `;
  if (begin !== undefined) insertions.before(begin.start, probes);
  for (const found of functionsIn(parsed.program)) probeFunction(found, insertions, siteAt);
  return { source: insertions.into(parsed.javaScript), lines };
}

const lineOf = (node: AnyNode) => node.loc?.start.line ?? 0;

/**
 * Text to be put into a source, at positions of the source as it was. Parts of the syntax tree are
 * to be added before what is in them, so that what closes them comes after it.
 */
class Insertions {
  readonly #parts: { readonly position: number; readonly text: string; readonly rank: number }[] =
    [];

  /** Where something begins: in the order in which it was added. */
  before(position: number, text: string): void {
    this.#parts.push({ position, text, rank: this.#parts.length });
  }

  /** Where something ends: what was added last comes first, and all of it before what begins. */
  after(position: number, text: string): void {
    this.#parts.push({ position, text, rank: -1 - this.#parts.length });
  }

  into(source: string): string {
    let from = 0;
    let result = "";
    for (const { position, text } of this.#parts.sort(inOrder)) {
      result += source.slice(from, position) + text;
      from = position;
    }
    return result + source.slice(from);
  }
}

type Ranked = { readonly position: number; readonly rank: number };

const inOrder = (a: Ranked, b: Ranked) => a.position - b.position || a.rank - b.rank;

/** A function, and the line on which the statement begins that hands it on; 0 when none does. */
interface Found {
  readonly node: FunctionNode;
  readonly outerLine: number;
}

function functionsIn(program: Program): Found[] {
  const found: Found[] = [];
  const handedOn = new Set<object>();
  const visitors: RecursiveVisitors<number> = {
    Statement(node, outerLine, visit) {
      const isSimple = /^(Expression|Return|Throw)Statement$|Declaration$/.test(node.type);
      base.Statement?.(node, isSimple ? lineOf(node) : outerLine, visit);
    },
    CallExpression(node, outerLine, visit) {
      for (const argument of node.arguments) handedOn.add(argument);
      base.CallExpression?.(node, outerLine, visit);
    },
    Function(node, outerLine, visit) {
      found.push({ node, outerLine: handedOn.has(node) ? outerLine : 0 });
      base.Function?.(node, outerLine, visit);
    },
  };
  recursive(program, 0, visitors);
  return found;
}

type SiteAt = (node: AnyNode) => number;

function probeFunction({ node, outerLine }: Found, insertions: Insertions, siteAt: SiteAt): void {
  const { body } = node;
  if (!mayAllocate(body)) return;
  if (body.type !== "BlockStatement") {
    // Called from that line, most likely: what it allocates is that line's anyway.
    if (lineOf(body) === outerLine) return;
    insertions.before(body.start, `$leave($enter(${siteAt(body)}), (`);
    insertions.after(body.end, "))");
    return;
  }
  insertions.before(body.start + 1, ` const $caller = $enter(${siteAt(body)});`);
  insertions.after(body.end - 1, "; $leave($caller); ");
  for (const statement of ownStatements(body)) probeStatement(statement, insertions, siteAt);
}

/** A statement of a function's own, and what it stands in: a list, alone as a body, or a label. */
interface Own {
  readonly node: Statement;
  readonly within: "a list" | "a body" | "a label";
}

/** All statements of a function, without those of the functions inside. */
function ownStatements(body: AnyNode): Own[] {
  const own: Own[] = [];
  const within = new Map<AnyNode, Own["within"]>();
  recursive(body, undefined, {
    Function() {},
    Class() {},
    BlockStatement(node, state, visit) {
      for (const statement of node.body) within.set(statement, "a list");
      base.BlockStatement?.(node, state, visit);
    },
    SwitchCase(node, state, visit) {
      for (const statement of node.consequent) within.set(statement, "a list");
      base.SwitchCase?.(node, state, visit);
    },
    LabeledStatement(node, state, visit) {
      within.set(node.body, "a label");
      base.LabeledStatement?.(node, state, visit);
    },
    Statement(node, state, visit) {
      const statement = node as Statement;
      if (statement !== body && statement.type !== "BlockStatement") {
        own.push({ node: statement, within: within.get(statement) ?? "a body" });
      }
      base.Statement?.(node, state, visit);
    },
  });
  return own;
}

function probeStatement({ node, within }: Own, insertions: Insertions, siteAt: SiteAt): void {
  const isReturn = node.type === "ReturnStatement";
  const isDeclaration = node.type === "FunctionDeclaration" || node.type === "ClassDeclaration";
  const allocates = !isDeclaration && headsOf(node).some(mayAllocate);
  const needsBlock = isReturn ? within !== "a list" : within === "a body" && allocates;
  if (needsBlock) {
    insertions.before(node.start, "{ ");
    insertions.after(node.end, " }");
  }
  // A label must stay right before its loop.
  if (allocates && within !== "a label") insertions.before(node.start, `$at(${siteAt(node)}); `);
  if (isReturn && node.argument) {
    insertions.before(node.argument.start, "$leave($caller, (");
    insertions.after(node.argument.end, "))");
  } else if (isReturn) insertions.before(node.start, "$leave($caller); ");
  if (isLoop(node) && allocates && node.body.type === "BlockStatement") {
    insertions.after(node.body.end - 1, `; $at(${siteAt(node)}); `);
  }
}

function isLoop(node: Statement) {
  return (
    node.type === "ForStatement" ||
    node.type === "ForOfStatement" ||
    node.type === "ForInStatement" ||
    node.type === "WhileStatement"
  );
}

/** The parts of a statement that are not statements themselves. */
function headsOf(node: Statement): AnyNode[] {
  switch (node.type) {
    case "IfStatement":
    case "WhileStatement":
      return [node.test];
    case "ForStatement":
      return [node.init, node.test, node.update].filter(
        (part) => part !== null && part !== undefined,
      );
    case "ForOfStatement":
    case "ForInStatement":
      return [node];
    case "SwitchStatement":
      return [node.discriminant];
    case "TryStatement":
    case "LabeledStatement":
    case "DoWhileStatement":
    case "EmptyStatement":
      return [];
    default:
      return [node];
  }
}

const allocating = [
  ...["ArrayExpression", "ArrowFunctionExpression", "AwaitExpression", "CallExpression"],
  ...["ClassExpression", "ForOfStatement", "FunctionExpression", "ImportExpression"],
  ...["NewExpression", "ObjectExpression", "RestElement", "SpreadElement"],
  ...["TaggedTemplateExpression", "TemplateLiteral", "YieldExpression"],
];

/** Whether anything in it may allocate; a sum may be of texts, or a number that needs a box. */
function mayAllocate(node: AnyNode): boolean {
  let found = allocating.includes(node.type);
  const visitors: Record<string, () => void> = {};
  for (const type of allocating) {
    visitors[type] = () => {
      found = true;
    };
  }
  simple(node, {
    ...visitors,
    BinaryExpression: ({ operator }) => {
      found ||= operator === "+";
    },
    AssignmentExpression: ({ operator }) => {
      found ||= operator === "+=";
    },
  });
  return found;
}
