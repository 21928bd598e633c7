import type { LoadedExercise } from "../exercises/load.ts";

/** Where the package of an exercise has its resource, from the package's folder. */
const resourcePath = "resource/index.ts";

/** How a version imports its exercise's resource: by the name of the exercise's package. */
export function resourceSpecifier(id: string): string {
  return `${packageName(id)}/resource`;
}

/** The package.json by which Node finds the resource in a copy of the exercise. */
export function resourceManifest({ id }: Pick<LoadedExercise, "id">): string {
  const exports = { "./resource": `./${resourcePath}` };
  return `${JSON.stringify({ name: packageName(id), type: "module", exports })}\n`;
}

/**
 * What to write in place of a path to the resource, where a version may import that.
 *
 * @param target the path that was written, from the version's folder
 */
export function meantResource(target: string, allowed: readonly string[]): string | undefined {
  if (target !== `../${resourcePath}`) return undefined;
  return allowed.find((specifier) => /^@bottleneck\/[^/]+\/resource$/.test(specifier));
}

const packageName = (id: string) => `@bottleneck/${id}`;
