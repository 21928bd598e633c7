import { join, relative } from "node:path";
import type { TestProjectConfiguration } from "vitest/config";
import { noteRunningTests } from "../hang-watch/hang-reporter.ts";
import { refusalPlugin } from "./refusal-plugin.ts";
import {
  courseRoot,
  hasVersion,
  type Version,
  versionPlugin,
  versionsOf,
} from "./version-plugin.ts";
import { watPlugin } from "./wat-plugin.ts";

/** Twice Vitest's own: visible tests take a moment, and may run on a busy machine. */
const testTimeout = 10_000;

/** Loading a version takes a moment as well, and so does making the files of a resource. */
const outsideOfTestsMs = 30_000;

/**
 * A Vitest project for each version: the visible tests of the exercises in these folders on it.
 *
 * @param resources folders of resources that are used in place of the exercises' own, by id
 */
export function projectsOf(
  exercises: readonly string[],
  resources: ReadonlyMap<string, string>,
): TestProjectConfiguration[] {
  return versionsOf(exercises).map((version) => projectOf(version, exercises, resources));
}

function projectOf(
  version: Version,
  exercises: readonly string[],
  resources: ReadonlyMap<string, string>,
): TestProjectConfiguration {
  const tested = exercises.filter((exercise) => hasVersion(exercise, version));
  return {
    plugins: [refusalPlugin(version), versionPlugin(version, resources), watPlugin()],
    test: {
      name: version,
      // These are patterns: the course's own folder, which may be called anything, is no part of them.
      dir: courseRoot,
      include: tested.map((exercise) => patternOf(join(exercise, "exercise.test.ts"))),
      setupFiles: [noteRunningTests],
      testTimeout,
      provide: { outsideOfTestsMs },
    },
  };
}

const patternOf = (path: string) => relative(courseRoot, path).replaceAll("\\", "/");
