import { join } from "node:path";
import type { TestProjectConfiguration } from "vitest/config";
import { noteRunningTests } from "../hang-watch/hang-reporter.ts";
import { refusalPlugin } from "./refusal-plugin.ts";
import { hasVersion, type Version, versionPlugin, versionsOf } from "./version-plugin.ts";
import { watPlugin } from "./wat-plugin.ts";

/** Twice Vitest's own: visible tests take a moment, and may run on a busy machine. */
const testTimeout = 10_000;

/** A Vitest project for each version: the visible tests of the exercises in these folders on it. */
export function projectsOf(exercises: readonly string[]): TestProjectConfiguration[] {
  return versionsOf(exercises).map((version) => projectOf(version, exercises));
}

function projectOf(version: Version, exercises: readonly string[]): TestProjectConfiguration {
  const tested = exercises.filter((exercise) => hasVersion(exercise, version));
  return {
    plugins: [refusalPlugin(version), versionPlugin(version), watPlugin()],
    test: {
      name: version,
      include: tested.map((exercise) => join(exercise, "exercise.test.ts")),
      setupFiles: [noteRunningTests],
      testTimeout,
    },
  };
}
