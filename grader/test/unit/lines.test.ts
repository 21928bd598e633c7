import { stripTypeScriptTypes } from "node:module";
import { compileFunction } from "node:vm";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/contract/lines.ts";
import { outlineOf } from "../../src/course/source/functions.ts";
import { importsOf } from "../../src/course/source/imports.ts";
import { parseTypeScript } from "../../src/course/source/parse.ts";
import { placeProbes } from "../../src/course/source/probes.ts";
import { type SideEvidence, textOfLine } from "../../src/evidence/evidence.ts";
import { sourceView } from "../../src/reports/page/source-view.ts";
import { reportProfile } from "../../src/reports/profile.ts";
import { plainSide } from "../support/example-results.ts";

/** Every end of a line that V8 knows, in places where a source may have it. */
const sources: readonly (readonly [what: string, source: string])[] = [
  ["two line separators in a comment", "// a\u2028// b\u2028\nexport function hot() { $ }\n"],
  ["a paragraph separator", "/* a\u2029 b */ export function hot() { $ }\n"],
  ["carriage returns", "// a\rtype A = number;\rexport function hot() { $ }\r"],
  ["Windows line ends", "// a\r\nlet b: number = 1;\r\nexport function hot() { $ }\r\n"],
  ["a line feed before a carriage return", "// a\n\r// b\nexport function hot() { $ }\n"],
  ["separators in texts", 'const a = "\u2028\u2029";\nexport function hot() { $ }\n'],
  ["separators in a template", "const a = `\u2028\r\n\u2029`;\nexport function hot() { $ }\n"],
  ["separators in a type", "type A = {\u2028 b: 'é😀\u2029' }\nexport function hot() { $ }\n"],
  ["all of them", "// a\u2028\n\u2029\r\n\r\u2028/* \u2029 */\nexport function hot() { $ }\n"],
];

/** The line on which V8 says that the source throws, where it has a `$`. */
function lineOfV8(source: string): number {
  const parsed = parseTypeScript(source.replace("$", "throw new Error();"));
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  const text = `${parsed.javaScript.replace("export ", "       ")}\n;hot();`;
  try {
    compileFunction(text, [], { filename: "hot.js" })();
  } catch (error) {
    return Number(/at hot \(hot\.js:(\d+)/.exec(String((error as Error).stack))?.[1]);
  }
  throw new Error("it threw nothing");
}

/** The source, and the line of its function as V8 counts. */
const cases = sources.map(([what, source]) => {
  const text = source.replace("$", 'return ["it is me"];');
  return [what, text, lineOfV8(source)] as const;
});

function programOf(source: string) {
  const parsed = parseTypeScript(source);
  if (parsed.state !== "parsed") throw new Error(parsed.message);
  return parsed.program;
}

describe("with V8's lines, a source that has", () => {
  it.each(cases)("%s is split", (_, source, line) => {
    expect(linesOf(source)[line - 1]).toContain("it is me");
    expect(textOfLine({ sources: { "index.ts": source } }, { file: "index.ts", line })).toMatch(
      /export function hot.*it is me/,
    );
  });

  it.each(cases)("%s is parsed", (_, source, line) => {
    const { functions, namedFunctionAt } = outlineOf(programOf(source));
    expect(functions).toMatchObject([{ name: "hot", firstLine: line, lastLine: line }]);
    const column = linesOf(source)[line - 1]?.indexOf("it is me") ?? 0;
    expect(namedFunctionAt(line, column)?.name).toBe("hot");
  });

  it.each(cases)("%s gets probes", (_, source, line) => {
    const module = "data:text/javascript,";
    const probed = placeProbes({ source: stripTypeScriptTypes(source), module, first: 0 });
    expect(new Set(probed.lines)).toEqual(new Set([line]));
    expect(linesOf(probed.source)).toHaveLength(linesOf(source).length);
  });

  it.each(cases)("%s is shown by profile and on the page", (_, source, line) => {
    const hot = { file: "index.ts", share: 1, msPerCall: 1 };
    const cpu: SideEvidence["cpu"] = {
      state: "seen",
      ...{ msPerCall: 1, calls: 9, samples: 900, garbageCollection: 0 },
      functions: [{ ...hot, name: "hot", line }],
      lines: [{ ...hot, function: "hot", line }],
      ...{ elsewhere: [], flame: [] },
    };
    const side = { ...plainSide, cpu, sources: { "index.ts": source } };
    const profiled = { id: "a", version: "your code", sourceFolder: "packages/a/src" };
    const text = reportProfile(profiled, side, { color: false, width: 100 }, undefined);
    expect(text).toMatch(new RegExp(`^.*100 %.*> +${line} .*it is me`, "m"));
    const page = sourceView({ baseline: side, candidate: side }, "candidate");
    expect(String(page)).toMatch(new RegExp(`<th scope="row">${line}</th><td>100 %.*it is me`));
  });

  it.each(sources)("%s is refused at the line of its error", (_, source) => {
    const line = lineOfV8(source);
    for (const wrong of ["return (;", "import('node:fs') = ;", "enum A {}"]) {
      expect(parseTypeScript(source.replace("$", wrong))).toMatchObject({
        state: "syntax error",
        line,
      });
    }
  });

  it.each(sources)("%s imports at the line of the import", (_, source) => {
    const program = programOf(source.replace("$", 'return import("./other.ts");'));
    expect(importsOf(program)).toEqual([{ specifier: "./other.ts", line: lineOfV8(source) }]);
  });
});
