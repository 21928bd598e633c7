import { afterAll } from "vitest";
import { removeAllScratch } from "../../src/engine/scratch.ts";

// Runs for each test file. What the command line does when it ends, Vitest's processes never come to.
afterAll(removeAllScratch);
