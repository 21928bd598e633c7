import { describe, expect, it } from "vitest";
import type { Kind } from "../../src/course/folders/listing.ts";
import type { Import } from "../../src/course/source/imports.ts";
import { targetOf } from "../../src/course/staging/allowed-imports.ts";

const entries = new Map<string, Kind>([
  ["index.ts", "file"],
  ["table.ts", "file"],
  ["table.json", "file"],
  ["view.tsx", "file"],
  ["old.js", "file"],
  ["shapes.d.ts", "file"],
  ["kernel.wat", "file"],
  ["c#.ts", "file"],
  ["what?.ts", "file"],
  ["100%.ts", "file"],
  ["lib", "folder"],
  ["lib/index.ts", "file"],
  ["lib/parse.ts", "file"],
  ["empty", "folder"],
  ["pipe.ts", { other: "a named pipe" }],
]);
const resource = "@bottleneck/price-list/resource";

/** What an import in a file leads to: a path, "a module", or a problem in words. */
function seen(
  specifier: string,
  { from = "index.ts", form, allowed = ["node:zlib", resource] }: Asked = {},
): string {
  const importable = { entries, allowed, name: "src" };
  const target = targetOf({ specifier, ...(form && { form }) }, from, importable);
  if (target.state === "problem") return target.what;
  return target.state === "file" ? target.path : "a module";
}

interface Asked extends Pick<Import, "form"> {
  readonly from?: string;
  readonly allowed?: readonly string[];
}

describe("an import leads to", () => {
  it.each([
    ["./table.ts", "index.ts", "table.ts"],
    ["../table.ts", "lib/parse.ts", "table.ts"],
    ["./parse.ts", "lib/index.ts", "lib/parse.ts"],
    ["./lib/../kernel.wat", "index.ts", "kernel.wat"],
    ["./c%23.ts", "index.ts", "c#.ts"],
    ["./100%25.ts", "index.ts", "100%.ts"],
  ])("a file of the version: %s in %s", (specifier, from, path) => {
    expect(seen(specifier, { from })).toBe(path);
  });

  it.each(["node:zlib", "zlib", resource])("an allowed module: %s", (specifier) => {
    expect(seen(specifier)).toBe("a module");
  });
});

describe("an import is refused, and told what to write,", () => {
  it.each([
    ["without an ending", "./table", 'import "./table.ts" instead'],
    ["with the ending of JavaScript", "./table.js", 'import "./table.ts" instead'],
    ["with a typo", "./tabel.ts", 'import "./table.ts" instead'],
    ["in another case", "./Table.ts", 'import "./table.ts" instead'],
    ["of a folder with an index.ts", "./lib", './lib is a folder; import "./lib/index.ts" instead'],
    ["without the ending of WebAssembly text", "./kernel", 'import "./kernel.wat" instead'],
  ])("%s: %s", (_what, specifier, words) => {
    expect(seen(specifier)).toContain(words);
  });

  it.each([
    ["JSON", "./table.json", "only .ts and .wat files can; put what is in it into a .ts file"],
    ["JavaScript", "./old.js", "only .ts and .wat files can; name it old.ts"],
    ["JSX", "./view.tsx", "only .ts and .wat files can; name it view.ts"],
    ["declarations", "./shapes.d.ts", "only .ts and .wat files can; name it shapes.ts"],
  ])("of a file that is there, but %s", (_what, specifier, words) => {
    expect(seen(specifier)).toBe(`"${specifier}" can't be imported: ${words}`);
  });

  it.each([
    ["a query", "./table.ts?raw", 'write "./table.ts"'],
    ["a fragment", "./table.ts#a", 'write "./table.ts"'],
    ["a # that is part of the name", "./c#.ts", 'write "./c%23.ts"'],
    ["a ? that is part of the name", "./what?.ts", 'write "./what%3F.ts"'],
    ["an escape that is not needed", "./t%61ble.ts", 'write "./table.ts"'],
  ])("with %s", (_what, specifier, words) => {
    expect(seen(specifier)).toContain(words);
  });

  it.each([
    ["an escaped slash", "./lib%2Fparse.ts", '"./lib%2Fparse.ts" is no path of a file'],
    ["a broken escape", "./a%zz.ts", '"./a%zz.ts" is no path of a file'],
    ["nothing of that name", "./quite-another.ts", "there is no ./quite-another.ts in src/"],
    ["an empty folder", "./empty", "./empty is a folder; name a file in it"],
    ["a pipe", "./pipe.ts", "./pipe.ts is not a plain file (a named pipe)"],
    [
      "the baseline",
      "../baseline/index.ts",
      '"../baseline/index.ts" is outside of src/; only what is in it can be imported',
    ],
    [
      "the resource's file",
      "../resource/index.ts",
      `there is no ../resource/index.ts in src/; import "${resource}" instead`,
    ],
  ])("that names %s", (_what, specifier, words) => {
    expect(seen(specifier)).toBe(words);
  });

  it.each([
    "node:fs",
    "fs",
    "lodash",
    "#system",
    "/etc/passwd.ts",
    "file:///course/solutions/sum/src/index.ts",
    "data:text/javascript,1",
    ".",
    "..",
  ])("of what is no file of the version: %s", (specifier) => {
    expect(seen(specifier)).toBe(
      `this exercise does not allow importing ${specifier}: only your own .ts and .wat files, node:zlib, ${resource} can be imported, because the speedup must be your own work`,
    );
  });

  it.each([
    ["a module with a typo", "node:zlip", 'did you mean "node:zlib"?'],
    ["what is in an allowed module", "node:zlib/x", 'did you mean "node:zlib"?'],
    ["an own file without ./", "table.ts", 'did you mean "./table.ts"?'],
    ["an own file in a folder", "lib/parse.ts", 'did you mean "./lib/parse.ts"?'],
  ])("of %s", (_what, specifier, words) => {
    expect(seen(specifier)).toMatch(/does not allow/);
    expect(seen(specifier).endsWith(words)).toBe(true);
  });

  it("where an exercise allows no module at all", () => {
    expect(seen("lodash", { allowed: [] })).toContain("only your own .ts and .wat files can be");
  });

  it.each([
    ["require", "./table.ts", 'write import ... from "./table.ts"'],
    ["require", "node:zlib", 'write import ... from "node:zlib"'],
    ["with attributes", "./table.ts", 'leave out "with"'],
    ["of types only", "node:fs", "for types alone, write import type"],
  ] as const)("%s, of %s", (form, specifier, words) => {
    expect(seen(specifier, { form })).toContain(words);
  });

  it("of code in a URL, without repeating all of it", () => {
    expect(seen(`data:text/javascript,${"1+".repeat(10_000)}1`).length).toBeLessThan(400);
  });
});
