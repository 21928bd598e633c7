import { describe, expect, it } from "vitest";
import { outlineOf } from "../../src/course/source/functions.ts";
import { importsOf } from "../../src/course/source/imports.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";

/** The tree of a source that has to parse. */
function treeOf(source: string) {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(`${parsed.line}: ${parsed.message}`);
  return parsed.program;
}

describe("parsing TypeScript", () => {
  it.each([
    ["a missing expression", "const a = 1;\nlet b = ;\n", 2, "Expression expected"],
    ["an open bracket", "const a = 1;\n\nfunction f() {\n", 3, "eof"],
    ["a redeclaration", "let a = 1;\nlet b;\nlet a;\n", 3, "already been declared"],
    ["a return outside of a function", "const a = 1;\nreturn a;\n", 2, "Return"],
    ["types that don't end", "const a: Array<number = [];\n", 1, ""],
    ["an enum", "const a = 1;\n\nenum Color { Red }\n", 3, "enum"],
    ["a const enum", "\nconst enum Color { Red }\n", 2, "enum"],
    ["a namespace", "let ok = 1;\nnamespace N { export const a = 1 }\n", 2, "namespace"],
    [
      "a parameter property",
      "\nclass A { constructor(private x: number) {} }\n",
      2,
      "parameter property",
    ],
  ])("says the line of %s", (_what, source, line, words) => {
    const parsed = parseTypeScript(source);
    expect(parsed).toMatchObject({ state: "syntax error", line });
    expect(parsed).toHaveProperty("message", expect.stringContaining(words));
    expect(parsed).toHaveProperty("message", expect.not.stringMatching(/\(\d+:\d+\)|\n/));
  });

  it("takes types away and leaves everything else at its line and column", () => {
    const source = [
      "interface Row { readonly id: number }",
      "type Index = Map<number, Row>;",
      "export function find<T extends Row>(rows: readonly T[], id: number): T | undefined {",
      "  return (rows as T[]).find((row: T): boolean => row.id === id)!;",
      "}",
    ].join("\n");
    const [declaration] = treeOf(source).body;
    expect(declaration?.type).toBe("ExportNamedDeclaration");
    expect(declaration?.loc?.start).toMatchObject({ line: 3, column: 0 });
    expect(declaration?.loc?.end).toMatchObject({ line: 5, column: 1 });
    const place = outlineOf(treeOf(source)).namedFunctionAt(
      4,
      source.split("\n")[3]?.indexOf("row.id") ?? 0,
    );
    expect(place).toMatchObject({ name: "find", firstLine: 3, lastLine: 5 });
  });

  it.each([
    ["nothing", ""],
    ["a byte order mark", "\ufeffexport const a: number = 1;"],
    ["Windows line ends", "export const a: number = 1;\r\nexport const b = 2;\r\n"],
    ["top-level await", "export const a = await Promise.resolve(1);"],
    ["private members and decorator-free classes", "class A<T> { #a?: T; static { } }"],
    ["satisfies", "export const a = { b: 1 } satisfies object;"],
    ["regular expressions of the newest kind", "export const a = /[\\p{L}--[a-z]]/v;"],
  ])("takes %s", (_what, source) => {
    expect(parseTypeScript(source).state).toBe("parsed");
  });
});

describe("the imports of a source", () => {
  it("are all that it asks the loader for, with their lines", () => {
    const source = [
      'import "node:fs";',
      'import path, { join } from "node:path";',
      "",
      'import * as os from "node:os";',
      'export { a } from "./a.ts";',
      'export * from "./b.ts";',
      "export async function f() {",
      '  return (await import("node:vm")).runInThisContext("1");',
      "}",
      'export const local = "node:net";',
      "export { local as renamed };",
    ].join("\n");
    const found = importsOf(treeOf(source)).sort((a, b) => a.line - b.line);
    expect(found).toEqual([
      { specifier: "node:fs", line: 1 },
      { specifier: "node:path", line: 2 },
      { specifier: "node:os", line: 4 },
      { specifier: "./a.ts", line: 5 },
      { specifier: "./b.ts", line: 6 },
      { specifier: "node:vm", line: 8 },
    ]);
  });

  it("include names written with escapes or as a template", () => {
    const source = 'import "node:\\u0066s";\nexport const later = import(`node:vm`);\n';
    expect(importsOf(treeOf(source)).map(({ specifier }) => specifier)).toEqual([
      "node:fs",
      "node:vm",
    ]);
  });

  it("leave out types, which nobody loads", () => {
    const source =
      'import type { Row } from "node:fs";\nexport type { Stats } from "node:fs";\nlet a: import("fs").Stats;\n';
    expect(importsOf(treeOf(source))).toEqual([]);
  });

  it("keep an import whose names are all types, for it still loads the module", () => {
    expect(importsOf(treeOf('import { type Stats } from "node:fs";'))).toHaveLength(1);
  });

  it("are none in comments and texts", () => {
    expect(importsOf(treeOf('// import "a";\nconst b = \'import "c"\';'))).toEqual([]);
  });
});

describe("the outline of a source", () => {
  const source = `export function outer(list: number[]) {
  const doubled = list.map((item) => item * 2);
  function inner() { return doubled; }
  return inner();
}
const arrow = (a: number) =>
  helper(a).toFixed() + other(a);
const object = { method() { return 1; }, property: () => 2, get size() { return 3; } };
class Box {
  constructor() { outer([]); }
  open() { return [1].map((x) => x); }
  static make() { return new Box(); }
  #hidden() { return [2].map((y) => y); }
}
const kept = function named() { return 1; };
function front() { function back() { return "here"; } return back() + "there"; }
[1].forEach((x) => { console.log(x); });
`;
  const outline = outlineOf(treeOf(source));
  const at = (text: string) => {
    const line = source.split("\n").findIndex((one) => one.includes(text));
    return outline.namedFunctionAt(line + 1, source.split("\n")[line]?.indexOf(text) ?? 0);
  };

  it.each([
    ["const doubled", "outer", 1, 5],
    ["item * 2", "outer", 1, 5],
    ["return doubled", "inner", 3, 3],
    ["return inner()", "outer", 1, 5],
    ["helper(a)", "arrow", 6, 7],
    ["return 1; }, property", "method", 8, 8],
    ["2, get", "property", 8, 8],
    ["return 3", "size", 8, 8],
    ["outer([])", "constructor", 10, 10],
    ["[1].map", "open", 11, 11],
    ["x) => x)", "open", 11, 11],
    ["return new Box", "make", 12, 12],
    ["return 1; };", "named", 15, 15],
    ["here", "back", 16, 16],
    ["there", "front", 16, 16],
    ["[2].map((y)", "#hidden", 13, 13],
  ])("has the innermost named function around %j: %s", (text, name, firstLine, lastLine) => {
    expect(at(text)).toMatchObject({ name, firstLine, lastLine });
  });

  it.each(["const arrow", "const object", "class Box", "console.log"])(
    "has no named function around %j",
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );

  it.each([
    ["const region = findCustomer(id).region;", ["findCustomer"]],
    ["export const price = round(priceOf(item)) + tax(item);", ["priceOf", "round", "tax"]],
    ["if (isOpen(order)) close(order);", ["close", "isOpen"]],
    ["const late = () => load(1);", ["load"]],
    ["const a = 1 + b.c;", []],
    ["list.forEach(visit); visit(1);", []],
    ["for (const row of rows) add(row);", ["add"]],
    ["for (const row of rows) sum += row;", []],
    ["rows.forEach((row) => add(row));", ["add"]],
    ["rows.map((row) => add(row) === 1);", []],
    ["while (more()) step();", ["more", "step"]],
    ["const all = [...before(x)];", []],
    ["const next = { ...state, id: newId() };", []],
    ["const box = new Box(make());", []],
    [`const text = \`\${name(id)}\`;`, []],
    ["export const x = await load(1);", []],
    ['const text = i + "-" + separator(i);', []],
    ["const text = a + b + separator(i);", []],
    ["if (name === keyOf(row)) found++;", []],
  ])("knows the functions called on a line that does nothing else of weight: %s", (line, names) => {
    const { calleesOn } = outlineOf(treeOf(`let first = 0;\n${line}\n`));
    expect([...calleesOn(2)].sort()).toEqual(names);
    expect(calleesOn(1).size).toBe(0);
    expect(calleesOn(999).size).toBe(0);
  });
});
