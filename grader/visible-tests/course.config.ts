import { globSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { watchingForHangs } from "../hang-watch/hang-reporter.ts";
import { projectsOf } from "./projects.ts";
import { copyResources } from "./resource-files.ts";

const root = resolve(import.meta.dirname, "../..");

/** Runs the visible tests of all exercises of the course, with one start of Vitest. */
export default defineConfig(async () => {
  const manifests = globSync("{packages,projects}/*/exercise.ts", { cwd: root });
  const exercises = manifests.map((manifest) => resolve(root, dirname(manifest)));
  const resources = await copyResources(exercises);
  return { root, test: { ...watchingForHangs(), projects: projectsOf(exercises, resources) } };
});
