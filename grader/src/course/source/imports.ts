import type { Expression, ImportAttribute, ImportDeclaration, Program, SpreadElement } from "acorn";
import { full, simple } from "acorn-walk";

/** Something that a source asks the module loader for. */
export interface Import {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is special about how it is written. */
  readonly form?: "require" | "import.meta.resolve" | "with attributes" | "of types only";
}

/** What asks the loader: its specifier is a text, but may be computed. */
interface Asking {
  readonly source?: Expression | SpreadElement | null | undefined;
  readonly attributes?: readonly ImportAttribute[];
  readonly form?: Import["form"];
}

/**
 * The modules that a source names: imports, re-exports, and `import()`, `import.meta.resolve()` and
 * `require()` of a literal.
 */
export function importsOf(program: Program): Import[] {
  const found: Import[] = [];
  const add = ({ source, attributes = [], form }: Asking) => {
    const specifier = textOf(source);
    const line = source?.loc?.start.line ?? 0;
    const special = attributes.length > 0 ? "with attributes" : form;
    if (specifier !== undefined) found.push({ specifier, line, ...(special && { form: special }) });
  };
  simple(program, {
    ImportDeclaration: (node) => add({ ...node, ...formOf(node) }),
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    ImportExpression: ({ source, options }) =>
      add({ source, ...(options && { form: "with attributes" }) }),
    CallExpression({ callee, arguments: [source] }) {
      if (isMetaResolve(callee)) add({ source, form: "import.meta.resolve" });
      if (isName(callee, "require")) add({ source, form: "require" });
    },
  });
  return declaresRequire(program) ? found.filter(({ form }) => form !== "require") : found;
}

/** `import { type A } from "a"` is left without names, and still loads the module. */
function formOf({ specifiers, start, source }: ImportDeclaration): Pick<Import, "form"> {
  const hasBraces = source.start - start > "import ".length;
  return specifiers.length === 0 && hasBraces ? { form: "of types only" } : {};
}

function isMetaResolve(callee: Expression | { readonly type: "Super" }): boolean {
  if (callee.type !== "MemberExpression" || callee.object.type !== "MetaProperty") return false;
  return isName(callee.property, "resolve");
}

const isName = (node: object, name: string) =>
  "type" in node && node.type === "Identifier" && "name" in node && node.name === name;

/** A function of one's own may have that name, or one that `createRequire` made. */
function declaresRequire(program: Program): boolean {
  let declares = false;
  full(program, (node) => {
    declares ||= "id" in node && node.id !== null && isName(node.id as object, "require");
    declares ||= "local" in node && isName(node.local as object, "require");
    declares ||=
      "params" in node && (node.params as object[]).some((one) => isName(one, "require"));
  });
  return declares;
}

/** What a literal or a template without holes says. */
function textOf(node: Expression | SpreadElement | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/**
 * The specifiers of modules of which a source only uses types.
 *
 * @param javaScript the source with blanks in the place of types, and so of these specifiers
 */
export function namedInTypes(source: string, javaScript: string): string[] {
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*)(["'])([^"'\n]+)\1/g)]
    .filter(({ index }) => javaScript[index] === " ")
    .map(([, , specifier = ""]) => specifier);
}
