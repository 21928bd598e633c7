import { posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nearestOf } from "../../contract/nearest.ts";
import { isWat } from "../../engine/wat/compile-wat.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import type { Kind } from "../folders/listing.ts";
import type { Import } from "../source/imports.ts";
import { meantResource, resourceSpecifier } from "./resource-package.ts";

/** What a version may import. The child checks it again (child/modules.ts). */
export interface Importable {
  /** What is in the version's folder, by path. */
  readonly entries: ReadonlyMap<string, Kind>;
  /** Modules of Node, and the exercise's resource. */
  readonly allowed: readonly string[];
  /** The folder's name. */
  readonly name: string;
}

/** What an import leads to: a file of the version, an allowed module, or nothing, and why. */
export type Target =
  | { readonly state: "file"; readonly path: string }
  | { readonly state: "module" }
  | { readonly state: "problem"; readonly what: string };

/** The modules that a version may import besides its own files. */
export function importsAllowedBy(
  exercise: Pick<LoadedExercise, "id" | "definition">,
): readonly string[] {
  const { allows, resource } = exercise.definition;
  const { modules } = allows;
  return resource === undefined ? modules : [...modules, resourceSpecifier(exercise.id)];
}

/** Whether a file is of a kind that can be part of a version. */
export function isSource(path: string): boolean {
  return isWat(path) || (path.endsWith(".ts") && !path.endsWith(".d.ts"));
}

/** Where an import in the file `from` leads. */
export function targetOf(
  { specifier, form }: Pick<Import, "specifier" | "form">,
  from: string,
  importable: Importable,
): Target {
  if (form === "require") {
    return problem(
      `require() does not exist in a module; write import ... from ${quoted(specifier)}`,
    );
  }
  const target = isRelative(specifier)
    ? targetOfRelative(specifier, from, importable)
    : targetOfModule(specifier, from, importable);
  if (target.state === "problem" && form === "of types only") {
    return problem(`${target.what}; for types alone, write import type`);
  }
  return target.state !== "problem" && form === "with attributes"
    ? problem(`an import of ${quoted(specifier)} can't have attributes; leave out "with"`)
    : target;
}

const problem = (what: string): Target => ({ state: "problem", what });

const isRelative = (specifier: string) => specifier.startsWith("./") || specifier.startsWith("../");

/** Longer specifiers are code, not names. */
const mostLetters = 100;

const cut = (specifier: string) =>
  specifier.length > mostLetters ? `${specifier.slice(0, mostLetters)}...` : specifier;

const quoted = (specifier: string) => JSON.stringify(cut(specifier));

function targetOfModule(specifier: string, from: string, importable: Importable): Target {
  const { allowed, entries } = importable;
  if (allowed.includes(specifier) || allowed.includes(`node:${specifier}`)) {
    return { state: "module" };
  }
  const own = posix.normalize(specifier);
  const near =
    entries.has(own) && isSource(own) ? specifierOf(own, from) : nearModule(specifier, allowed);
  const only = ["your own .ts and .wat files", ...allowed].join(", ");
  const why = `only ${only} can be imported, because the speedup must be your own work`;
  const meant = near === undefined ? "" : `; did you mean "${near}"?`;
  return problem(
    `this exercise does not allow importing ${cut(specifier) || '""'}: ${why}${meant}`,
  );
}

const nearModule = (specifier: string, allowed: readonly string[]) =>
  nearestOf(specifier.slice(0, mostLetters), allowed, { mostEdits: (_, name) => name.length / 4 });

function targetOfRelative(specifier: string, from: string, importable: Importable): Target {
  const url = URL.parse(specifier, urlOf(from));
  const path = url === null ? undefined : pathOf(url);
  if (url === null || path === undefined)
    return problem(`${quoted(specifier)} is no path of a file`);
  if (path.startsWith("../")) return problemOutside(specifier, path, importable);
  if (url.search !== "" || url.hash !== "") return problemOfMark(specifier, from, importable);
  if (importable.entries.get(path) !== "file" || !isSource(path)) {
    return problem(whyNoSource(specifier, path, from, importable));
  }
  const misnamed = foldersAround(path).find((folder) => /\.(ts|wat|mjs)$/.test(folder));
  if (misnamed !== undefined) {
    return problem(`${importable.name}/${misnamed} is a folder, but has the name of a file`);
  }
  // The loader compares URLs, in which each character may be escaped.
  return url.href === urlOf(path)
    ? { state: "file", path }
    : problem(`${quoted(specifier)} is not found that way; write "${specifierOf(path, from)}"`);
}

/** A root that no version can leave by a path that is shorter than this. */
const root = "/version/src/";

const urlOf = (path: string) => pathToFileURL(`${root}${path}`, { windows: false }).href;

/** The path from the version's folder; undefined where the escapes of a URL give none. */
function pathOf(url: URL): string | undefined {
  try {
    return posix.relative(
      root,
      fileURLToPath(url.href.replace(/[?#].*$/s, ""), { windows: false }),
    );
  } catch {
    return undefined;
  }
}

/** How a file is imported from another. */
function specifierOf(path: string, from: string): string {
  const way = posix.relative(posix.dirname(from), path).replaceAll(/[%#?]/g, encodeURIComponent);
  return way.startsWith("../") ? way : `./${way}`;
}

function problemOutside(specifier: string, path: string, { allowed, name }: Importable): Target {
  const resource = meantResource(path, allowed);
  return problem(
    resource === undefined
      ? `${quoted(specifier)} is outside of ${name}/; only what is in it can be imported`
      : `there is no ${specifier} in ${name}/; import "${resource}" instead`,
  );
}

/** In an import, `?` and `#` end the path. */
function problemOfMark(specifier: string, from: string, { entries }: Importable): Target {
  const written = posix.join(posix.dirname(from), specifier);
  const bare = specifier.replace(/[?#].*$/s, "");
  const instead = entries.has(written) ? specifierOf(written, from) : bare;
  return problem(
    `an import ends its path at ? and #, so there is no ${quoted(specifier)}; write "${instead}"`,
  );
}

function whyNoSource(
  specifier: string,
  path: string,
  from: string,
  { entries, name }: Importable,
): string {
  const kind = entries.get(path);
  if (kind === "file") {
    return `${quoted(specifier)} can't be imported: only .ts and .wat files can; ${insteadOf(path)}`;
  }
  if (typeof kind === "object") return `${cut(specifier)} is not a plain file (${kind.other})`;
  const link = foldersAround(path).find((folder) => typeof entries.get(folder) === "object");
  if (link !== undefined) {
    const { other } = entries.get(link) as { other: string };
    return `${name}/${link} is not a plain folder (${other})`;
  }
  const meant = meantFile(path, entries);
  const isFolder = kind === "folder";
  const what = isFolder
    ? `${cut(specifier)} is a folder`
    : `there is no ${cut(specifier)} in ${name}/`;
  if (meant !== undefined) return `${what}; import "${specifierOf(meant, from)}" instead`;
  return isFolder ? `${what}; name a file in it` : what;
}

function insteadOf(path: string): string {
  if (/\.[cm]?[jt]sx?$/.test(path)) return `name it ${path.replace(/(\.d)?\.\w+$/, ".ts")}`;
  return "put what is in it into a .ts file";
}

function foldersAround(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The file that was probably meant: with another ending, in the folder of that name, or a typo. */
function meantFile(path: string, entries: Importable["entries"]): string | undefined {
  const files = [...entries.keys()].filter(
    (name) => entries.get(name) === "file" && isSource(name),
  );
  const stem = path.replace(/\.[cm]?[jt]sx?$/, "");
  const likely = [`${path}.ts`, `${stem}.ts`, `${path}.wat`, `${path}/index.ts`];
  return (
    likely.find((name) => files.includes(name)) ??
    files.find((name) => name.toLowerCase() === path.toLowerCase()) ??
    nearestOf(path.slice(0, mostLetters), files, {
      mostEdits: (_, name) => Math.ceil(name.length / 5),
    })
  );
}
