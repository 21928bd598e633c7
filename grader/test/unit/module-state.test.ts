import { describe, expect, it } from "vitest";
import { writtenModuleVariables } from "../../src/course/source/module-state.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";

function writtenIn(source: string) {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  return writtenModuleVariables(parsed.program).map(({ name, line }) => `${name}:${line}`);
}

describe("the variables of a module that its functions write to", () => {
  it.each([
    [
      "a Map that is added to",
      "const seen = new Map();\nexport function f(x) { seen.set(x, 1); }",
      "seen:2",
    ],
    ["an array", "export const all: number[] = [];\nconst f = (x) => { all.push(x); };", "all:2"],
    ["a number", "let calls = 0;\nexport const f = () => { calls++; };", "calls:2"],
    [
      "an object's field",
      "const state = { last: 0 };\nfunction f(x) {\n  state.last = x;\n}",
      "state:3",
    ],
    ["an element", "const cache = [];\nfunction f(x) { cache[x] ??= 1; }", "cache:2"],
    [
      "an element of an element",
      "const cache = {};\nfunction f(x) { cache.a[x].b = 1; }",
      "cache:2",
    ],
    ["a destructured variable", "let [a, { b }] = init();\nfunction f() { [b] = [1]; }", "b:2"],
    [
      "a class's static field",
      "class Cache {\n  static #all = new Map();\n  get(x) { Cache.#all.set(x, 1); }\n}",
      "Cache:3",
    ],
    ["a default in a pattern", "let a = 0;\nfunction f(x) { ({ a = 1 } = x); }", "a:2"],
  ])("names %s", (_, source, expected) => {
    expect(writtenIn(source)).toEqual([expected]);
  });

  it("names each once, where it is first written to", () => {
    const source =
      "const m = new Map();\nlet n = 0;\nfunction f() {\n  n = 1;\n  m.set(1, 2);\n  n = 2;\n}";
    expect(writtenIn(source)).toEqual(["n:4", "m:5"]);
  });

  it.each([
    [
      "a table that is built once, at the top level",
      "const table = [];\nfor (let i = 0; i < 9; i++) table.push(i);\nfunction f() { return table[0]; }",
    ],
    [
      "a variable of the function's own",
      "const seen = new Map();\nfunction f() { const seen = new Set(); seen.add(1); }",
    ],
    ["a parameter", "let list = [];\nfunction f(list) { list.push(1); }"],
    ["what is only read", "const seen = new Map();\nfunction f(x) { return seen.get(x); }"],
    [
      "a variable of a function around it",
      "function f() { const seen = new Map(); return () => seen.set(1, 2); }",
    ],
    ["a loop's variable", "let i = 0;\nfunction f() { for (let i = 0; i < 3; i++) g(i); }"],
  ])("does not name %s", (_, source) => {
    expect(writtenIn(source)).toEqual([]);
  });
});
