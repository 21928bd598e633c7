import { join } from "node:path";
import type { ClinicTool, ToolJob } from "../../src/evidence/tools/driven-run.ts";
import { loadLibrary } from "../load-library.ts";

/** What Clinic's four tools have in common. */
export interface Clinic {
  collect(command: readonly string[], done: (error: Error | null, data: string) => void): void;
  visualize(data: string, page: string, done: (error: Error | null) => void): void;
}

/** The settings that are used here. */
export interface ClinicSettings {
  /** The folder for all data. */
  readonly dest: string;
  /** Without one the data is named by the process id. */
  readonly name: string;
}

export type ClinicClass = new (settings: ClinicSettings) => Clinic;

/** All data of a run is called by this name, and stands for one run alone. */
const runName = "run";

const extensions: Readonly<Record<ClinicTool, string>> = {
  doctor: "clinic-doctor",
  flame: "clinic-flame",
  bubbleprof: "clinic-bubbleprof",
  "heap-profiler": "clinic-heapprofiler",
};

export function loadClinic(tool: ClinicTool): ClinicClass {
  return loadLibrary<ClinicClass>(`@clinic/${tool}`);
}

/** The tool, set to keep its data where the job says. */
export function openClinic(job: ToolJob, Tool: ClinicClass): Clinic {
  return new Tool({ dest: job.data, name: runName });
}

/** The folder, or for the heap profiler the file, with a run's data. */
export function clinicData(data: string, tool: ClinicTool): string {
  return join(data, `${runName}.${extensions[tool]}`);
}

/** One file of a run's data, such as `systeminfo`. */
export function clinicDataFile(data: string, tool: ClinicTool, file: string): string {
  return join(clinicData(data, tool), `${runName}.${extensions[tool]}-${file}`);
}
