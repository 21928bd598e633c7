import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ToolJob } from "../src/evidence/tools/driven-run.ts";
import { loadClinic, openClinic } from "./clinic/library.ts";
import { loadLibrary, runAsProgram } from "./load-library.ts";
import { heedNoMessages } from "./zero-x/heed-no-messages.ts";
import { recordingFolder, type ZeroX } from "./zero-x/library.ts";

const driver = fileURLToPath(new URL("drive-exercise.ts", import.meta.url));

/**
 * Runs one version of an exercise under a tool and leaves the tool's data in a folder. A program of
 * its own, so that the tools and what they bring never run inside the grader.
 */
async function main(): Promise<void> {
  const job: ToolJob = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  // Doctor and Bubbleprof have V8 write its trace into the current folder, and read it from there.
  process.chdir(job.data);
  heedNoMessages();
  await (job.tool === "0x" ? collectWith0x(job) : collectWithClinic(job, job.tool));
}

async function collectWithClinic(job: ToolJob, tool: Exclude<ToolJob["tool"], "0x">) {
  const clinic = openClinic(job, loadClinic(tool));
  await promisify(clinic.collect.bind(clinic))([process.execPath, driver, job.drive]);
}

async function collectWith0x(job: ToolJob): Promise<void> {
  await loadLibrary<ZeroX>("0x")({
    argv: [driver, job.drive],
    workingDir: job.data,
    outputDir: recordingFolder,
    pathToNodeBinary: process.execPath,
    collectOnly: true,
  });
}

await runAsProgram(main);
