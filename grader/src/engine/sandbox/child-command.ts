import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withinOwn } from "../process-limits.ts";
import { pinned } from "./cpu-pinning.ts";
import { cageArguments, type Isolation, tiedToUs } from "./isolation.ts";
import type { LoadRequest } from "./protocol.ts";
import { runnerEntry, runnerFolder } from "./runner-files.ts";
import { type Program, type Recording, shapesLog } from "./sandbox.ts";
import { endingWithUs, wrapped } from "./wrapped.ts";

/** The young generation's size is fixed, because V8 derives it from the memory limit otherwise. */
const semiSpaceMegabytes = 16;

/** Room for a whole call between two collections: what a line allocates is read off the heap's size. */
export const probedSemiSpaceMegabytes = 512;

/**
 * What a child may not exceed: no core dumps, small files only, few of them open; very few where it
 * may write, because nobody sees the size of a file that was removed while it is open.
 */
const systemLimits = (mayWrite: boolean) => [
  "--core=0",
  `--fsize=${withinOwn("Max file size", 16_777_216)}`,
  `--nofile=${withinOwn("Max open files", mayWrite ? 64 : 1024)}`,
];

/** The command line of a child that will run a program. */
export function commandFor(program: Program, isolation: Isolation, socketFolder?: string) {
  const runner = runnerFolder();
  const network = program.kind !== "function";
  const outputs = program.outputFolder === undefined ? [] : [program.outputFolder];
  const flags = [
    "--permission",
    ...[runner, ...program.readable, ...outputs].map((path) => `--allow-fs-read=${path}`),
    ...outputs.map((path) => `--allow-fs-write=${path}`),
    ...(network ? ["--allow-net"] : []),
    "--no-addons",
    "--no-warnings",
    `--max-old-space-size=${program.limits.heapMegabytes}`,
    ...(program.withoutTurboFan === true ? ["--no-turbofan"] : []),
    ...recordingFlags(program.recording),
  ];
  const node = { file: process.execPath, args: [...flags, join(runner, runnerEntry)] };
  const readable = [process.execPath, runner, ...program.readable];
  // The permission model keeps the program from both: V8 itself writes the log, Node makes the socket.
  const logs = program.recording?.kind === "shapes" ? [program.recording.folder] : [];
  const sockets = socketFolder === undefined ? [] : [socketFolder];
  const writable = [...outputs, ...logs, ...sockets];
  const folder = program.outputFolder;
  const isolated =
    isolation === "bubblewrap"
      ? wrapped("bwrap", [...tiedToUs, ...cageArguments({ readable, writable, folder })], node)
      : endingWithUs(node);
  const { file, args } = wrapped(
    "prlimit",
    [...systemLimits(folder !== undefined), "--"],
    isolated,
  );
  return { ...pinned(program.cpu, file, args), folder: folder ?? runner };
}

function recordingFlags(recording: Recording | undefined): string[] {
  const semiSpace = (megabytes: number) => `--max-semi-space-size=${megabytes}`;
  const usual = semiSpace(semiSpaceMegabytes);
  switch (recording?.kind) {
    case "cpu profile":
      return ["--allow-inspector", usual];
    case "heap profile":
      // V8's heap sampler takes what an inlined function allocates for its caller's.
      return ["--allow-inspector", "--no-turbo-inlining", "--no-maglev-inlining", usual];
    case "whereabouts":
    case "throws":
      return ["--allow-inspector", "--allow-worker", usual];
    case "line allocations":
      return [
        // What another thread's compiler takes meanwhile would be the line's that happens to run.
        "--no-concurrent-recompilation",
        semiSpace(probedSemiSpaceMegabytes),
        `--min-semi-space-size=${probedSemiSpaceMegabytes}`,
      ];
    case "shapes":
      return [
        ...["--log-ic", "--log-deopt", "--no-log-source-code", "--no-log-source-position"],
        ...["--no-logfile-per-isolate", `--logfile=${join(recording.folder, shapesLog)}`, usual],
      ];
    default:
      return [usual];
  }
}

interface LoadSetting {
  readonly socketPath?: string | undefined;
  /** What its resource gets in the place of the service's module. */
  readonly serviceStub?: string | undefined;
}

/** What the child is told first. */
export function loadRequestFor(
  program: Program,
  { socketPath, serviceStub }: LoadSetting = {},
): LoadRequest {
  return {
    kind: "load",
    url: pathToFileURL(program.module).href,
    entry: program.entry,
    entryKind: program.kind,
    socketPath,
    ...servedResource(program),
    sources: { ...sourcesByUrl(program), ...stubbedService(program, serviceStub) },
    modules: program.modules,
    ...recordedInside(program.recording),
  };
}

function servedResource({ resource }: Program): Pick<LoadRequest, "resource"> {
  if (resource === undefined) return {};
  const { specifier, module, modules, own, service } = resource;
  const url = pathToFileURL(module).href;
  const hasService = service !== undefined;
  const ownUrls = own.map((path) => pathToFileURL(path).href);
  return { resource: { specifier, url, modules, own: ownUrls, hasService } };
}

function stubbedService({ resource }: Program, stub: string | undefined): Record<string, string> {
  if (resource?.service === undefined || stub === undefined) return {};
  return { [pathToFileURL(resource.service).href]: stub };
}

function recordedInside(recording: Recording | undefined): Pick<LoadRequest, "recording"> {
  if (recording === undefined || recording.kind === "shapes") return {};
  return { recording: recording.kind };
}

function sourcesByUrl({ sources }: Program): Record<string, string> {
  return Object.fromEntries([...sources].map(([path, text]) => [pathToFileURL(path).href, text]));
}
