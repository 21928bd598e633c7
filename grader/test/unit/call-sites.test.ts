import { describe, expect, it } from "vitest";
import { outlineOf } from "../../src/course/source/functions.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";

/** Of the lines of a function `f`, which begins on the first: those that call what was running. */
function linesCalling(source: string, ...names: readonly string[]): number[] {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  const column = source.indexOf("(");
  const lines = outlineOf(parsed.program).linesCalling({ line: 1, column }, names);
  return lines.toSorted((a, b) => a - b);
}

describe("the lines of a function that call", () => {
  const source = `function f(all: string[], table: Table, bytes: Buffer) {
  const found = all
    .filter((row) => isGood(row))
    .sort().map(String);
  const index = new Map([[found[0], 1]]);
  const url = new URL("https://example.com"); console.log(url.searchParams);
  url.hash = String.raw\`a\`;
  const last = table.rows?.at(-1) ?? new table.Row();
  table["insert"](last); isGood(1); isGood(
    2); console
    .error(last);
  if (all.length > 7) bytes.write(isGood);
  return index;
}
function isGood(row: unknown) { return JSON.stringify(row); }
function other() { console.log(1); }
`.replaceAll("\\`", "`");

  it.each([
    ["a method in a chain: each on its own line", ["filter"], [3]],
    ["a method at the end of a chain", ["map"], [4]],
    ["a method of a global object, and in no other function", ["log"], [6]],
    ["a method on a line below its object", ["error"], [11]],
    ["a method by a text", ["insert"], [9]],
    ["a constructor", ["Map"], [5]],
    ["a constructor that is a member", ["Row"], [8]],
    ["a method that may not be there", ["at"], [8]],
    ["a getter", ["get searchParams"], [6]],
    ["a setter", ["set hash"], [7]],
    ["a tag", ["raw"], [7]],
    ["what a wrapper of another name is around", ["consoleCall", "log", "format"], [6]],
    ["the outermost of what was running", ["write", "log"], [12]],
  ])("%s", (_, names, lines) => {
    expect(linesCalling(source, ...names)).toEqual(lines);
  });

  it.each([
    ["an import", 'import { inspect as show } from "node:util";', "show(1)", "inspect"],
    ["a part of an object", "const { log: print } = console;", "print(1)", "log"],
    ["a property", "const print = console.log;", "print(1)", "log"],
    ["a bound method", "const print = console.log.bind(console);", "print(1)", "log"],
  ])("%s by another name", (_, declaration, call, name) => {
    const source = `function f() {\n  other(1);\n  ${call};\n}\n${declaration}\n`;
    expect(linesCalling(source, name)).toEqual([3]);
  });

  it.each([
    ["exec", "const match = pattern.exec(text);"],
    ["replaceAll", 'const text = all.replaceAll(pattern, "");'],
    ["split", "const parts = all.split(pattern);"],
  ])("a regular expression through %s", (_, call) => {
    const source = `function f(all: string) {\n  ${call}\n  return all.trim();\n}\n`;
    expect(linesCalling(source, "RegExp: a+")).toEqual([2]);
    expect(linesCalling("function f(all: string) {\n  all.trim();\n}", "RegExp: a+")).toEqual([]);
  });

  it("something whose name is not in the source: all that call what is not of the source", () => {
    const source = `function f(emit: () => void) {
  own();
  emit();
  imported();
  one.two();
}
function own() {}
import { imported } from "./other.ts";
`;
    expect(linesCalling(source, "emitter")).toEqual([3, 5]);
  });

  it("nothing, where the function calls nothing", () => {
    expect(linesCalling("function f() {\n  return 1 + 1;\n}", "log")).toEqual([]);
  });
});
