import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EntryKind, Load } from "../../contract/index.ts";
import { DeliveredInputs } from "../../engine/sandbox/delivered-inputs.ts";
import { startTool } from "../../engine/sandbox/process-tree.ts";
import type { EncodedArguments } from "../../engine/sandbox/sandbox.ts";
import { writingTo } from "../../engine/scratch.ts";
import type { DriveJob, DriveStatus, ToolJob, ToolName } from "./driven-run.ts";
import { driveServer } from "./driven-server.ts";
import { failureOfCode, failureOfTool, type ToolFailure } from "./tool-failures.ts";
import { diagnosisPath, keepFile } from "./tool-pages.ts";
import { type ToolEnd, type ToolLimits, watchTool } from "./watched-tool.ts";

/** A version of an exercise to be run under a tool, and where the page goes. */
export interface ToolRequest {
  readonly tool: ToolName;
  /** The exercise. */
  readonly id: string;
  /** Whose version it is, in words. */
  readonly subject: string;
  /** The folder of the version. */
  readonly source: string;
  readonly entry: string;
  readonly kind: EntryKind;
  readonly inputs: readonly EncodedArguments[];
  readonly mayChangeInput: boolean;
  /** For a server. */
  readonly load: Load | undefined;
  readonly page: string;
  /** A new folder is made here for all that the tool writes. */
  readonly scratch: string;
  readonly limits: ToolLimits;
  /** Says what is going on. */
  onStage(stage: "running" | "drawing"): void;
}

/** Either the page is in its place, or this is why not. */
export type ToolOutcome = { readonly state: "drawn" } | ToolFailure;

/** How long to run under a tool, in ms, and how often at most. */
const efforts: Readonly<Record<ToolName, Pick<DriveJob, "warmUpMs" | "runMs" | "mostCalls">>> = {
  // It takes a sample of the process every 10 ms, and its statistics want hundreds.
  doctor: { warmUpMs: 500, runMs: 6000, mostCalls: Number.MAX_SAFE_INTEGER },
  flame: { warmUpMs: 300, runMs: 2000, mostCalls: Number.MAX_SAFE_INTEGER },
  "0x": { warmUpMs: 300, runMs: 2000, mostCalls: Number.MAX_SAFE_INTEGER },
  "heap-profiler": { warmUpMs: 300, runMs: 2000, mostCalls: Number.MAX_SAFE_INTEGER },
  // It writes down every promise of every call.
  bubbleprof: { warmUpMs: 0, runMs: 2000, mostCalls: 100 },
};

/** Runs a version under a tool and draws what it saw, each in a process of its own. */
export async function runTool(request: ToolRequest): Promise<ToolOutcome> {
  const files = writingTo(request.scratch, () => writeJobs(request));
  request.onStage("running");
  const inputs = new DeliveredInputs();
  inputs.replace(request.inputs);
  const failure = await collect(request, files);
  inputs.replace([]);
  if (failure !== undefined) return failure;
  request.onStage("drawing");
  const end = await runProgram("draw-page.ts", request, files);
  if (end.how !== "done" || !existsSync(files.tool.page)) {
    return failureOfTool(request.tool, "drawing", end);
  }
  return keep(files.tool, request.page);
}

function keep(drawn: ToolJob, page: string): ToolOutcome {
  try {
    keepFile(drawn.diagnosis, diagnosisPath(page));
    keepFile(drawn.page, page);
    return { state: "drawn" };
  } catch (error) {
    return {
      state: "tool failed",
      what: `the page can't be kept as ${page} (${(error as Error).message})`,
      next: "free some disk space there, and see that you may write to that folder",
    };
  }
}

interface JobFiles {
  readonly drive: DriveJob;
  readonly tool: ToolJob;
  readonly toolPath: string;
}

function writeJobs(request: ToolRequest): JobFiles {
  const { tool, id, source, entry, kind, mayChangeInput, scratch, subject } = request;
  const inside = (name: string) => join(scratch, name);
  mkdirSync(inside("data"), { recursive: true });
  const inputs = request.inputs.map((input, index) => {
    const path = inside(`input-${index}`);
    writeFileSync(path, input);
    return path;
  });
  const drive: DriveJob = {
    ...{ source, entry, kind, inputs, mayChangeInput },
    ...efforts[tool],
    fromTimer: tool === "bubbleprof" && kind === "async function",
    status: inside("status.json"),
    stop: inside("stop"),
  };
  const toolJob: ToolJob = {
    ...{ tool, id, kind, source },
    drive: inside("drive.json"),
    data: inside("data"),
    page: inside("page.html"),
    diagnosis: inside("diagnosis.json"),
    title: `${id}, ${subject}: ${tool}`,
  };
  writeFileSync(toolJob.drive, JSON.stringify(drive));
  writeFileSync(inside("tool.json"), JSON.stringify(toolJob));
  return { drive, tool: toolJob, toolPath: inside("tool.json") };
}

async function collect(request: ToolRequest, files: JobFiles): Promise<ToolFailure | undefined> {
  const status = () => readStatus(files.drive.status);
  const hasFailed = () => ["threw", "exited"].includes(status()?.state ?? "");
  const over = new AbortController();
  const serving = driveServer(request.load, files.drive, status, over.signal);
  const end = await runProgram("collect-data.ts", request, files, hasFailed);
  over.abort();
  const failedRequests = await serving;
  const ofCode = failureOfCode(request.subject, { status: status(), end, failedRequests });
  if (ofCode !== undefined) return ofCode;
  return end.how === "done" ? undefined : failureOfTool(request.tool, "running", end);
}

function runProgram(
  program: "collect-data.ts" | "draw-page.ts",
  { scratch, limits }: ToolRequest,
  { toolPath, tool }: JobFiles,
  isFutile?: () => boolean,
): Promise<ToolEnd> {
  const path = fileURLToPath(new URL(`../../../profiling-tools/${program}`, import.meta.url));
  const child = startTool(process.execPath, ["--no-warnings", path, toolPath], scratch);
  return watchTool(child, tool.data, limits, isFutile);
}

/** Undefined until the driver has begun. */
function readStatus(path: string): DriveStatus | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as DriveStatus) : undefined;
}
