import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/remove-scratch.ts"],
    // Several suites start real processes and measure them: side by side they would disturb each other.
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
