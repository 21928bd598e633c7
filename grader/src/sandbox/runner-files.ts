import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { createScratch, writingTo } from "../scratch.ts";

/** The runner and what it imports, all in this folder. */
const files = [
  "runner.ts",
  "runner-globals.ts",
  "runner-guard.ts",
  "runner-meters.ts",
  "runner-modules.ts",
  "runner-pipe.ts",
  "runner-probes.ts",
  "runner-recorders.ts",
  "runner-server.ts",
  "protocol.ts",
  "wire.ts",
];

let prepared: string | undefined;

/**
 * The runner as JavaScript, written once for each run of the grader: a child that does not have to
 * strip types starts in less than half the time.
 *
 * @returns the folder; its entry is runner.js
 */
export function runnerFolder(): string {
  if (prepared === undefined) {
    const folder = createScratch();
    prepared = writingTo(folder, () => writeRunner(folder));
  }
  return prepared;
}

function writeRunner(folder: string): string {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const file of files) {
    const source = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), "utf8"));
    const imports = source.replaceAll(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"');
    writeFileSync(join(folder, file.replace(/\.ts$/, ".js")), imports);
  }
  return folder;
}
