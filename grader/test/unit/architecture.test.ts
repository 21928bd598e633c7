import { globSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../../src");
const architecture = resolve(import.meta.dirname, "../../../docs/architecture.md");

/** The import table of docs/architecture.md: a folder or file of src/, and what it may import. */
function readTable(markdown: string): Map<string, ReadonlySet<string>> {
  const rows = markdown.matchAll(/^\| `([\w.-]+)` \|[^|]*\| ([^|]*) \|$/gm);
  return new Map(
    [...rows].map(([, name = "", allowed = ""]) => [
      name,
      new Set([...allowed.matchAll(/`([\w.-]+)`/g)].map(([, part = ""]) => part)),
    ]),
  );
}

/** The first part of a path below src/: a folder, or a file that lies there itself. */
const partOf = (path: string) => relative(source, path).split(sep)[0] ?? "";

interface SourceImport {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Every import between parts, types included: they couple as well. */
function importsBetweenParts(): SourceImport[] {
  return globSync("**/*.ts", { cwd: source }).flatMap((file) => {
    const path = resolve(source, file);
    return ts
      .preProcessFile(readFileSync(path, "utf8"))
      .importedFiles.map(({ fileName }) => fileName)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => resolve(dirname(path), specifier))
      .map((target) => ({ file, from: partOf(path), to: partOf(target) }))
      .filter(({ from, to }) => from !== to);
  });
}

const table = readTable(readFileSync(architecture, "utf8"));

/** The imports that the table doesn't allow. */
function violations(imports: readonly SourceImport[], allowed: typeof table): string[] {
  return imports
    .filter(({ from, to }) => !allowed.get(from)?.has(to))
    .map(({ file, to }) => `${file} imports ${to}`);
}

describe("the architecture", () => {
  it("has a row in the import table for every folder and file of src/", () => {
    const parts = new Set(globSync("**/*.ts", { cwd: source }).map((file) => file.split(sep)[0]));
    expect([...table.keys()].sort()).toEqual([...parts].sort());
  });

  it("has no import that the table does not allow", () => {
    expect(violations(importsBetweenParts(), table)).toEqual([]);
  });

  it("names an import that breaks the table", () => {
    const wrong = { file: "statistics/summary.ts", from: "statistics", to: "sandbox" };
    expect(violations([wrong], table)).toEqual(["statistics/summary.ts imports sandbox"]);
  });

  it("has no cycle between parts", () => {
    const visiting = new Set<string>();
    const walk = (part: string): string[] => {
      if (visiting.has(part)) return [[...visiting, part].join(" -> ")];
      visiting.add(part);
      const cycles = [...(table.get(part) ?? [])].flatMap(walk);
      visiting.delete(part);
      return cycles;
    };
    expect([...table.keys()].flatMap(walk)).toEqual([]);
  });

  it("keeps solutions out of everything that a student runs", () => {
    const root = resolve(source, "../..");
    const files = globSync("{packages,projects}/*/{src,baseline}/**/*.ts", { cwd: root });
    expect(files).not.toEqual([]);
    const importing = files.filter((file) =>
      /from ["'][^"']*solutions/.test(readFileSync(resolve(root, file), "utf8")),
    );
    expect(importing).toEqual([]);
  });
});
