import type { Literal, Program } from "acorn";
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
  const add = (source: unknown) => {
    const { value, loc } = (source ?? {}) as Partial<Literal>;
    if (typeof value === "string") found.push({ specifier: value, line: loc?.start.line ?? 0 });
  };
  simple(program, {
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
  });
  return found;
}
