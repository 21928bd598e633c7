import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { pinned } from "./cpu-pinning.ts";
import type { LoadRequest } from "./protocol.ts";
import { runnerFolder } from "./runner-files.ts";
import type { Program } from "./sandbox.ts";

/** The young generation's size is fixed, because V8 derives it from the memory limit otherwise. */
const semiSpaceMegabytes = 16;

/** The command line of a child that will run a program. */
export function commandFor(program: Program) {
  const runner = runnerFolder();
  const flags = [
    "--permission",
    ...[runner, ...program.readable].map((path) => `--allow-fs-read=${path}`),
    ...(program.profile ? ["--allow-inspector"] : []),
    ...(program.kind === "server" ? ["--allow-net"] : []),
    "--no-addons",
    "--no-warnings",
    `--max-old-space-size=${program.limits.heapMegabytes}`,
    `--max-semi-space-size=${semiSpaceMegabytes}`,
  ];
  const command = pinned(program.cpu, process.execPath, [...flags, join(runner, "runner.js")]);
  return { ...command, folder: dirname(program.module) };
}

/** What the child is told first. */
export function loadRequestFor(program: Program): LoadRequest {
  const { resource } = program;
  const counted = resource && {
    resource: { url: pathToFileURL(resource.module).href, modules: resource.modules },
  };
  return {
    kind: "load",
    url: pathToFileURL(program.module).href,
    entry: program.entry,
    entryKind: program.kind,
    ...counted,
    sources: strippedSources(program),
    modules: program.modules,
    profile: program.profile ?? false,
  };
}

/** JavaScript by URL. Types become blanks, so that lines and columns stay those of the source. */
function strippedSources({ sources }: Program): Record<string, string> {
  const stripped = [...sources].map(([path, text]) => [
    pathToFileURL(path).href,
    stripTypeScriptTypes(text),
  ]);
  return Object.fromEntries(stripped);
}
