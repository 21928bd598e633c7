import type { AnyNode, Identifier, Program } from "acorn";
import { simple } from "acorn-walk";

/** The lines on which a source calls something that it imports from a module, or a part of it. */
export function linesCallingImported(program: Program, module: string): number[] {
  const names = new Set(
    program.body
      .filter((node) => node.type === "ImportDeclaration")
      .filter(({ source }) => source.value === module)
      .flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name)),
  );
  const lines = new Set<number>();
  simple(program, {
    CallExpression({ callee }) {
      const root = rootOf(callee);
      if (root !== undefined && names.has(root.name)) lines.add(callee.loc?.start.line ?? 0);
    },
  });
  return [...lines];
}

/** `database` of `database.orders.find`. */
function rootOf(node: AnyNode): Identifier | undefined {
  if (node.type === "MemberExpression") return rootOf(node.object);
  return node.type === "Identifier" ? node : undefined;
}
