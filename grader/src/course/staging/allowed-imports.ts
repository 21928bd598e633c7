import { posix } from "node:path";
import type { Program } from "acorn";
import type { LoadedExercise } from "../exercises/load.ts";
import { importsOf } from "../source/imports.ts";
import { meantResource, resourceSpecifier } from "./resource-package.ts";

/** What a file of a version may import. The child checks it again (child/modules.ts). */
export interface Importable {
  /** The version's own files. */
  readonly paths: readonly string[];
  /** Modules of Node, and the exercise's resource. */
  readonly allowed: readonly string[];
}

/** The modules that a version may import besides its own files. */
export function importsAllowedBy(
  exercise: Pick<LoadedExercise, "id" | "definition">,
): readonly string[] {
  const { allows, resource } = exercise.definition;
  const { modules } = allows;
  return resource === undefined ? modules : [...modules, resourceSpecifier(exercise.id)];
}

/** The imports of a file that are not allowed, or lead nowhere, with the nearest right thing. */
export function problemsOfImports(
  path: string,
  program: Program,
  { paths, allowed }: Importable,
): { readonly line: number; readonly what: string }[] {
  return importsOf(program).flatMap(({ specifier, line }) => {
    const what = isRelative(specifier)
      ? problemOfRelative(specifier, path, paths, allowed)
      : problemOfModule(specifier, allowed);
    return what === undefined ? [] : [{ line, what }];
  });
}

function problemOfRelative(
  specifier: string,
  from: string,
  paths: readonly string[],
  allowed: readonly string[],
): string | undefined {
  const target = posix.join(posix.dirname(from), specifier);
  if (paths.includes(target)) return undefined;
  const resource = meantResource(target, allowed);
  if (resource !== undefined)
    return `there is no ${specifier} in src/; import "${resource}" instead`;
  const meant = specifier.replace(/\.js$/, "");
  return paths.includes(posix.join(posix.dirname(from), `${meant}.ts`))
    ? `there is no ${specifier}; import "${meant}.ts" instead`
    : `there is no ${specifier} in src/`;
}

function problemOfModule(specifier: string, allowed: readonly string[]): string | undefined {
  const isAllowed = allowed.includes(specifier) || allowed.includes(`node:${specifier}`);
  return isAllowed ? undefined : `this exercise does not allow importing ${specifier}`;
}

const isRelative = (specifier: string) => specifier.startsWith("./") || specifier.startsWith("../");
