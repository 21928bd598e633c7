import type { AnyNode, Node, Pattern, Program } from "acorn";
import { ancestor, full } from "acorn-walk";

/** A variable of a module that its functions write to: it outlives a call. */
export interface ModuleVariable {
  readonly name: string;
  /** Where a function first writes to it, from 1. */
  readonly line: number;
}

/** Methods of the language's collections that change them. */
const changing: ReadonlySet<string> = new Set([
  ...["set", "add", "delete", "clear", "push", "pop", "shift", "unshift", "splice", "sort"],
  ...["reverse", "fill", "copyWithin"],
]);

/** The variables and classes of a module that its functions write to, in the order of the source. */
export function writtenModuleVariables(program: Program): ModuleVariable[] {
  const names = new Set(program.body.flatMap(declaredAtTop));
  const written = new Map<string, number>();
  ancestor(program, {
    AssignmentExpression: (node, _, ancestors) => note(node, rootsOf(node.left), ancestors),
    UpdateExpression: (node, _, ancestors) => note(node, rootsOf(node.argument), ancestors),
    CallExpression(node, _, ancestors) {
      const { callee } = node;
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (changing.has(callee.property.name)) note(node, rootsOf(callee.object), ancestors);
    },
  });

  function note(node: Node, roots: readonly string[], ancestors: readonly AnyNode[]): void {
    const functions = ancestors.filter(isFunction);
    if (functions.length === 0) return;
    for (const name of roots) {
      const isOfModule = names.has(name) && !functions.some((one) => declares(one, name));
      if (isOfModule && !written.has(name)) written.set(name, node.loc?.start.line ?? 0);
    }
  }

  return [...written].map(([name, line]) => ({ name, line })).sort((a, b) => a.line - b.line);
}

function declaredAtTop(statement: Program["body"][number]): string[] {
  const isExport = statement.type === "ExportNamedDeclaration" && statement.declaration;
  const declaration = isExport || statement;
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => namesIn(id));
  }
  return declaration.type === "ClassDeclaration" && declaration.id ? [declaration.id.name] : [];
}

type FunctionNode = Extract<
  AnyNode,
  { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }
>;

const isFunction = (node: AnyNode): node is FunctionNode =>
  ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(node.type);

/** Whether a function, or a block in it, has a parameter or a variable of this name. */
function declares(one: FunctionNode, name: string): boolean {
  if (one.params.flatMap(namesIn).includes(name)) return true;
  let found = false;
  full(one.body, (node) => {
    const inner = node as AnyNode;
    if (inner.type === "VariableDeclarator") found ||= namesIn(inner.id).includes(name);
  });
  return found;
}

/** The variables that a target of an assignment begins with: `cache` of `cache.entries[3]`. */
function rootsOf(target: AnyNode): string[] {
  if (target.type === "MemberExpression") return rootsOf(target.object);
  if (target.type === "Identifier") return [target.name];
  return isPattern(target) ? partsOf(target).flatMap(rootsOf) : [];
}

/** The names that a pattern declares. */
function namesIn(pattern: Pattern): string[] {
  if (pattern.type === "Identifier") return [pattern.name];
  return isPattern(pattern) ? partsOf(pattern).flatMap(namesIn) : [];
}

type Composite = Extract<
  Pattern,
  { type: "ObjectPattern" | "ArrayPattern" | "RestElement" | "AssignmentPattern" }
>;

const isPattern = (node: AnyNode): node is Composite =>
  ["ObjectPattern", "ArrayPattern", "RestElement", "AssignmentPattern"].includes(node.type);

function partsOf(pattern: Composite): Pattern[] {
  switch (pattern.type) {
    case "ObjectPattern":
      return pattern.properties.map((one) => (one.type === "Property" ? one.value : one.argument));
    case "ArrayPattern":
      return pattern.elements.filter((element) => element !== null);
    case "RestElement":
      return [pattern.argument];
    case "AssignmentPattern":
      return [pattern.left];
  }
}
