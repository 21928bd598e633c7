import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { noteRunningTests, watchingForHangs } from "./hang-watch/hang-reporter.ts";
import { type TestSuite, testSuites } from "./test/suites/suites.ts";

/** A project for each suite; they are run one after the other. */
export default defineConfig({
  test: { ...watchingForHangs(), projects: Object.entries(testSuites).map(projectOf) },
});

function projectOf([name, suite]: [string, TestSuite], place: number): TestProjectConfiguration {
  const { workers, seconds, needs = [] } = suite;
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      globalSetup: needs.map((requirement) => `test/support/global-setup/${requirement}.ts`),
      setupFiles: [noteRunningTests, "test/support/remove-scratch.ts"],
      maxWorkers: workers,
      sequence: { groupOrder: place },
      testTimeout: seconds * 1000,
    },
  };
}
