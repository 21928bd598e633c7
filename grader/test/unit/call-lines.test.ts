import { describe, expect, it } from "vitest";
import { callLinesFrom, readCallLines } from "../../src/course/source/call-lines.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";

function linesOf(source: string) {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  return callLinesFrom(readCallLines(parsed.program));
}

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
