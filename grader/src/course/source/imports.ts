import type { Expression, Program } from "acorn";
import { simple } from "acorn-walk";

/** Something that a source asks the module loader for. */
export interface Import {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The modules that a source names: imports, re-exports and `import()` of a literal. */
export function importsOf(program: Program): Import[] {
  const found: Import[] = [];
  const add = (source: Expression | null | undefined) => {
    const specifier = textOf(source);
    const line = source?.loc?.start.line ?? 0;
    if (specifier !== undefined) found.push({ specifier, line });
  };
  simple(program, {
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
  });
  return found;
}

/** What a literal or a template without holes says. */
function textOf(node: Expression | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}
