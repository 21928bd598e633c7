import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { createScratch, writingTo } from "../scratch.ts";

/** What a child and a resource's service run, from this folder, and all that they import. */
const files = [
  ...readdirSync(join(import.meta.dirname, "child")).map((name) => `child/${name}`),
  ...["frames.ts", "protocol.ts", "wire.ts", "service/messages.ts", "service/serve.ts"],
];

/** The program that a child starts with, from the folder of the prepared runner. */
export const runnerEntry = "child/runner.js";

/** The program of a resource's service. */
export const serviceEntry = "service/serve.js";

let prepared: string | undefined;

/**
 * The runner as JavaScript, written once for each run of the grader: a child that does not have to
 * strip types starts in less than half the time.
 *
 * @returns the folder, in which `runnerEntry` is
 */
export function runnerFolder(): string {
  if (prepared === undefined) {
    const folder = createScratch();
    prepared = writingTo(folder, () => writeRunner(folder));
  }
  return prepared;
}

function writeRunner(folder: string): string {
  for (const inside of ["child", "service"]) mkdirSync(join(folder, inside));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const file of files) {
    const source = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, file), "utf8"));
    const imports = source.replaceAll(/((?:from |import\()"\.\.?\/[\w/-]+)\.ts"/g, '$1.js"');
    writeFileSync(join(folder, file.replace(/\.ts$/, ".js")), imports);
  }
  return folder;
}
