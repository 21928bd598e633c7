import { describe, expect, it } from "vitest";
import { callLinesOf } from "../../src/course/source/call-lines.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";

function linesOf(source: string) {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  return callLinesOf(parsed.program);
}

describe("the lines that call a name", () => {
  const { linesCalling } = linesOf(`import { join } from "./join.ts";
const all: string[] = rows
  .filter((row) => isGood(row))
  .map((row) => join(row)).filter(Boolean)
  .sort();
export const index = new Map<string, number>(all.map((one) => [one, join(one)]));
export const last = table.rows?.at(-1) ?? new table.Row();
const join2 = join;
isGood(isGood(1)); isGood(
  2,
);
`);

  it.each([
    ["a method in a chain: each on its own line", "filter", [3, 4]],
    ["a method at the end of a chain", "sort", [5]],
    ["a function, but not where it is only named", "join", [4, 6]],
    ["a constructor", "Map", [6]],
    ["a constructor that is a member", "Row", [7]],
    ["a method that may not be there", "at", [7]],
    ["a function that is called more than once: its line once", "isGood", [3, 9]],
    ["nothing, when it is not called", "Boolean", []],
    ["nothing, for a name that every object knows", "toString", []],
    ["nothing, for no name", "", []],
  ])("are known of %s", (_, name, lines) => {
    expect([...linesCalling(name)].sort((a, b) => a - b)).toEqual(lines);
  });
});

describe("the functions that a line is there to call", () => {
  it.each<[string, readonly string[]]>([
    ["const a = find(1);", ["find"]],
    ["const a = find(other(1));", ["find", "other"]],
    ["if (find(1) > limit) count++;", ["find"]],
    ["for (const one of list) add(one);", ["add"]],
    ["for (let i = 0; i < 9; i++) add(i);", ["add"]],
    ["list.forEach((one) => add(one));", ["add"]],
    ["const a = find(1).name;", ["find"]],
    ["const a = find(1) === b;", []],
    ["const a = [find(1)];", []],
    ["const a = { b: find(1) };", []],
    [`const a = \`\${find(1)}\`;`, []],
    ["const a = find(1) + 'text';", []],
    ["const a = find(1).trim();", []],
    ["for (const one of list.keys()) { add(one); other.add(one); }", []],
    ["const a = 1 + 2;", []],
  ])("%s", (line, names) => {
    expect([...linesOf(line).calleesOn(1)].sort()).toEqual(names);
  });
});
