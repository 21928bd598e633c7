import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClinicTool, ToolJob } from "../src/evidence/tools/driven-run.ts";
import { bubbleprofOfSource } from "./clinic/bubbleprof-source.ts";
import { adaptClinicPage } from "./clinic/clinic-page.ts";
import { diagnose } from "./clinic/doctor-diagnosis.ts";
import { flameOfTypeScript } from "./clinic/flame-frames.ts";
import { heapProfilerOfTypeScript } from "./clinic/heap-frames.ts";
import { type ClinicClass, clinicData, loadClinic, openClinic } from "./clinic/library.ts";
import { loadLibrary, runAsProgram } from "./load-library.ts";
import { adaptRecording } from "./zero-x/flamegraph-page.ts";
import { recordingFolder, type ZeroX } from "./zero-x/library.ts";

/** Draws the page of what collect-data.ts has left. */
async function main(): Promise<void> {
  const job: ToolJob = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  process.chdir(job.data);
  await (job.tool === "0x" ? drawWith0x(job) : drawWithClinic(job, job.tool));
}

/** Clinic's tools, each made to show TypeScript where it would hide it. */
const prepared: Readonly<Record<ClinicTool, (job: ToolJob) => ClinicClass>> = {
  doctor: () => loadClinic("doctor"),
  flame: flameOfTypeScript,
  bubbleprof: bubbleprofOfSource,
  "heap-profiler": heapProfilerOfTypeScript,
};

async function drawWithClinic(job: ToolJob, tool: ClinicTool): Promise<void> {
  const data = clinicData(job.data, tool);
  const clinic = openClinic(job, prepared[tool](job));
  await promisify(clinic.visualize.bind(clinic))(data, job.page);
  writeFileSync(job.page, adaptClinicPage(readFileSync(job.page, "utf8"), job));
  if (tool === "doctor") {
    writeFileSync(job.diagnosis, JSON.stringify(await diagnose(job.data)));
  }
}

async function drawWith0x({ data, page, title, ...job }: ToolJob): Promise<void> {
  await loadLibrary<ZeroX>("0x")({
    argv: [],
    workingDir: data,
    visualizeOnly: recordingFolder,
    name: "page",
    title,
    pathToNodeBinary: process.execPath,
  });
  const drawn = readFileSync(join(data, recordingFolder, "page.html"), "utf8");
  writeFileSync(page, adaptRecording(drawn, { title, ...job }));
}

await runAsProgram(main);
