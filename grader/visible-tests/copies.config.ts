import { defineConfig } from "vitest/config";
import { watPlugin } from "./wat-plugin.ts";

/**
 * Runs the visible tests of an exercise on many versions at once. Each is a folder of its own below
 * the root: a copy of the exercise, with the version in its src/, which its package.json names
 * `#subject`.
 */
export default defineConfig({
  plugins: [watPlugin()],
  test: { include: ["*/exercise.test.ts"] },
});
