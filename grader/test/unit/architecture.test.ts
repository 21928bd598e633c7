import { globSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../../src");
const architecture = resolve(import.meta.dirname, "../../../docs/architecture.md");

/** The import table of docs/architecture.md: a room or file of src/, and what it may import. */
function readTable(markdown: string): Map<string, ReadonlySet<string>> {
  const rows = markdown.matchAll(/^\| `([\w.-]+)` \|[^|]*\| ([^|]*) \|$/gm);
  return new Map(
    [...rows].map(([, name = "", allowed = ""]) => [
      name,
      new Set([...allowed.matchAll(/`([\w.-]+)`/g)].map(([, part = ""]) => part)),
    ]),
  );
}

interface SourceImport {
  /** Paths below src/. */
  readonly file: string;
  readonly target: string;
}

/** Every import inside of src/, types included: they couple as well. */
const imports: readonly SourceImport[] = globSync("**/*.ts", { cwd: source }).flatMap((file) => {
  const path = resolve(source, file);
  return ts
    .preProcessFile(readFileSync(path, "utf8"))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({ file, target: relative(source, resolve(dirname(path), specifier)) }));
});

const roomOf = (path: string) => path.split(sep)[0] ?? "";

const table = readTable(readFileSync(architecture, "utf8"));

/** The imports that the table doesn't allow. */
function violations(all: readonly SourceImport[], allowed: typeof table): string[] {
  return all
    .map(({ file, target }) => ({ file, from: roomOf(file), to: roomOf(target) }))
    .filter(({ from, to }) => from !== to && !allowed.get(from)?.has(to))
    .map(({ file, to }) => `${file} imports ${to}`);
}

/** A way from a node back to itself, as text; undefined where there is none. */
function cycleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]): string | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node].join(" -> ");
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...way, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = walk(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** What lies in a folder, files and folders, and what of it imports what else of it. */
function edgesIn(folder: string, all: readonly SourceImport[]): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  const childOf = (path: string) =>
    path.startsWith(folder) ? path.slice(folder.length).split(sep)[0] : undefined;
  for (const { file, target } of all) {
    const [from, to] = [childOf(file), childOf(target)];
    if (from === undefined || to === undefined || from === to) continue;
    edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  return edges;
}

/** Every folder of src/, src/ itself as the empty text. */
const folders = [
  "",
  ...new Set(
    imports.flatMap(({ file }) => {
      const parts = dirname(file).split(sep);
      return parts.map((_, index) => `${parts.slice(0, index + 1).join(sep)}${sep}`);
    }),
  ),
].filter((folder) => folder !== `.${sep}`);

describe("the architecture", () => {
  it("has a row in the import table for every folder and file of src/", () => {
    const rooms = new Set(globSync("**/*.ts", { cwd: source }).map(roomOf));
    expect([...table.keys()].sort()).toEqual([...rooms].sort());
  });

  it("has a dozen rooms at most", () => {
    expect(table.size).toBeLessThanOrEqual(13);
  });

  it("lets each room import those above it, and no others", () => {
    const rooms = [...table.keys()];
    for (const [place, room] of rooms.entries()) {
      expect([...(table.get(room) ?? [])]).toEqual(rooms.slice(0, place));
    }
  });

  it("has no import that the table does not allow", () => {
    expect(violations(imports, table)).toEqual([]);
  });

  it("names an import that breaks the table", () => {
    const wrong = { file: "contract/errors.ts", target: "engine/scratch.ts" };
    expect(violations([wrong], table)).toEqual(["contract/errors.ts imports engine"]);
  });

  it("has no cycle between parts", () => {
    expect(cycleIn(table)).toBeUndefined();
  });

  it("has no cycle between files", () => {
    const edges = new Map<string, Set<string>>();
    for (const { file, target } of imports) {
      edges.set(file, (edges.get(file) ?? new Set()).add(target));
    }
    expect(cycleIn(edges)).toBeUndefined();
  });

  it.each(folders)("has no cycle inside of src/%s", (folder) => {
    expect(cycleIn(edgesIn(folder, imports))).toBeUndefined();
  });

  it("sees a cycle, inside of a folder too", () => {
    const circle = [
      { file: "a/x/one.ts", target: "a/y/two.ts" },
      { file: "a/y/other.ts", target: "a/x/three.ts" },
    ];
    expect(cycleIn(edgesIn("a/", circle))).toBe("x -> y -> x");
    expect(cycleIn(edgesIn("", circle))).toBeUndefined();
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
