import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { watPlugin } from "./wat.vitest-plugin.ts";

/**
 * Runs an exercise's visible tests, from its folder, on every version that must pass them:
 * the student's files, the baseline, and the reference where there is one.
 * A test imports the version under test as `#subject`.
 */
const exercise = process.cwd();
const subjects = {
  src: resolve(exercise, "src/index.ts"),
  baseline: resolve(exercise, "baseline/index.ts"),
  reference: resolve(exercise, "../../solutions", basename(exercise), "src/index.ts"),
};
/** A solution lies outside of the package whose resource it imports. */
const resource = {
  [`@bottleneck/${basename(exercise)}/resource`]: resolve(exercise, "resource/index.ts"),
};

export default defineConfig({
  test: {
    globalSetup: resolve(import.meta.dirname, "resource-files.vitest-setup.ts"),
    projects: Object.entries(subjects)
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => ({
        plugins: [watPlugin()],
        resolve: { alias: { "#subject": path, ...resource } },
        test: { name, include: ["exercise.test.ts"] },
      })),
  },
});
