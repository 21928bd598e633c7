import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/remove-scratch.ts"],
    // Several suites start real processes and measure them: side by side they would disturb each other.
    fileParallelism: false,
    testTimeout: 60_000,
    // What measures can meet a moment in which the machine is busy; Vitest names what it ran again.
    retry: 1,
  },
});
