import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endProcessTree, startTool } from "../../engine/sandbox/process-tree.ts";
import type { CpuProfile } from "./cpu-profile.ts";

const renderer = fileURLToPath(
  new URL("../../../profiling-tools/zero-x/render-flamegraph.ts", import.meta.url),
);

const longestMs = 60_000;

/** The page that 0x drew, or why there is none. */
export type Flamegraph =
  | { readonly state: "written"; readonly path: string }
  | { readonly state: "missing"; readonly why: string };

/** What to draw and where. */
export interface FlamegraphRequest {
  readonly profile: CpuProfile;
  readonly title: string;
  /** Where the page is written; without it none is drawn. */
  readonly folder: string | undefined;
  /** A folder for what the renderer reads. */
  readonly scratch: string;
}

const pageName = "flamegraph.html";

/** Draws a profile as 0x's flamegraph page. 0x failing is a missing page, never a failed grading. */
export async function drawFlamegraph(request: FlamegraphRequest): Promise<Flamegraph> {
  if (request.folder === undefined) return { state: "missing", why: "pages are not wanted here" };
  try {
    mkdirSync(request.folder, { recursive: true });
    const page = join(request.folder, pageName);
    const profile = join(request.scratch, `${request.title.replaceAll(/\W+/g, "-")}.cpuprofile`);
    writeFileSync(profile, JSON.stringify(request.profile));
    const problem = await render([profile, page, request.title], request.scratch);
    return problem === undefined
      ? { state: "written", path: page }
      : { state: "missing", why: problem };
  } catch (error) {
    return { state: "missing", why: (error as Error).message };
  }
}

/** Runs 0x in a process of its own; undefined when all went well. */
async function render(args: readonly string[], scratch: string): Promise<string | undefined> {
  const child = startTool(process.execPath, ["--no-warnings", renderer, ...args], scratch);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(0, 2000);
  });
  const timer = setTimeout(() => endProcessTree(child), longestMs);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0 ? undefined : errors.trim() || `0x ended with ${code ?? "a signal"}`;
  } finally {
    clearTimeout(timer);
  }
}
