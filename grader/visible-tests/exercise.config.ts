import { defineConfig } from "vitest/config";
import { watchingForHangs } from "../hang-watch/hang-reporter.ts";
import { projectsOf } from "./projects.ts";
import { copyResources } from "./resource-files.ts";

/**
 * Runs an exercise's visible tests, from its folder, on every version that must pass them:
 * the student's files, the baseline, and the reference where there is one.
 * A test imports the version under test as `#subject`.
 */
export default defineConfig(async () => {
  const exercises = [process.cwd()];
  const resources = await copyResources(exercises);
  return { test: { ...watchingForHangs(), projects: projectsOf(exercises, resources) } };
});
