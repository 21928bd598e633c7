import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The root of the course whose exercises are tested. */
export const courseRoot = resolve(import.meta.dirname, "../..");

/** What every exercise has that is tested, and where: the path of its entry file. */
const entryFiles = {
  src: (exercise: string) => join(exercise, "src/index.ts"),
  baseline: (exercise: string) => join(exercise, "baseline/index.ts"),
  reference: (exercise: string) =>
    join(courseRoot, "solutions", basename(exercise), "src/index.ts"),
} as const;

/** One of the versions of an exercise that must pass its visible tests. */
export type Version = keyof typeof entryFiles;

/** The versions that some of these exercises have: the students' edition has no reference. */
export function versionsOf(exercises: readonly string[]): Version[] {
  const all = Object.keys(entryFiles) as Version[];
  return all.filter((version) => exercises.some((exercise) => hasVersion(exercise, version)));
}

/**
 * Whether an exercise's folder, or its solutions, holds a version. A student's files that are missing
 * are a mistake, which the tests have to tell.
 */
export function hasVersion(exercise: string, version: Version): boolean {
  return version === "src" || existsSync(entryFileOf(version, exercise));
}

/** The index.ts of a version of the exercise in a folder. */
export function entryFileOf(version: Version, exercise: string): string {
  return entryFiles[version](exercise);
}

/**
 * Gives each test file one version of its exercise for `#subject`, and all of them its resource.
 *
 * @param resources folders of resources that are used in place of the exercises' own, by id
 */
export function versionPlugin(
  version: Version,
  resources: ReadonlyMap<string, string> = new Map(),
) {
  return {
    name: "bottleneck-version",
    enforce: "pre" as const,
    resolveId(id: string, importer: string | undefined): string | undefined {
      if (id === "#subject" && importer !== undefined)
        return entryFileOf(version, dirname(importer));
      return resourceOf(id, resources);
    },
  };
}

/** A solution lies outside of the package whose resource it imports. */
function resourceOf(id: string, resources: ReadonlyMap<string, string>): string | undefined {
  const [, exercise] = /^@bottleneck\/([\w-]+)\/resource$/.exec(id) ?? [];
  if (exercise === undefined) return undefined;
  const copy = resources.get(exercise);
  if (copy !== undefined) return join(copy, "index.ts");
  return ["packages", "projects"]
    .map((parent) => join(courseRoot, parent, exercise, "resource/index.ts"))
    .find((path) => existsSync(path));
}
