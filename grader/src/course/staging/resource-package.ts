import type { LoadedExercise } from "../exercises/load.ts";

/** The path of the resource in an exercise's package. */
const resourcePath = "resource/index.ts";

/** The specifier by which a version imports its exercise's resource. */
export function resourceSpecifier(id: string): string {
  return `${packageName(id)}/resource`;
}

/** The package.json that lets Node find the resource in a copy of the exercise. */
export function resourceManifest({ id }: Pick<LoadedExercise, "id">): string {
  const exports = { "./resource": `./${resourcePath}` };
  return `${JSON.stringify({ name: packageName(id), type: "module", exports })}\n`;
}

/**
 * The specifier to write instead of a path to the resource; undefined if the exercise has none.
 *
 * @param target the written path, from the version's folder
 */
export function meantResource(target: string, allowed: readonly string[]): string | undefined {
  if (target !== `../${resourcePath}`) return undefined;
  return allowed.find((specifier) => /^@bottleneck\/[^/]+\/resource$/.test(specifier));
}

const packageName = (id: string) => `@bottleneck/${id}`;
