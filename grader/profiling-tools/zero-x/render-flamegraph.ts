import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLibrary, runAsProgram } from "../load-library.ts";
import { adaptPage } from "./flamegraph-page.ts";
import { withReadableFrames } from "./frame-labels.ts";
import type { ZeroX } from "./library.ts";

/**
 * Draws a V8 CPU profile as one self-contained flamegraph page, with 0x.
 * A program of its own, so that 0x and what it brings never run inside the grader.
 */
async function main([profilePath, pagePath, title]: readonly string[]): Promise<void> {
  if (profilePath === undefined || pagePath === undefined || title === undefined) {
    throw new Error("usage: node render-flamegraph.ts <profile.cpuprofile> <page.html> <title>");
  }
  const nodes = withReadableFrames(readProfile(profilePath));
  const page = await drawPage(loadLibrary<ZeroX>("0x"), nodes, title);
  writeFileSync(pagePath, adaptPage(page, title));
}

function readProfile(path: string): Profiler.ProfileNode[] {
  const profile = parseJson(readText(path), path);
  if (!isProfile(profile)) throw new Error(`${path} is not a V8 CPU profile`);
  if (!profile.nodes.some(isSampledCode)) {
    throw new Error(`${path} holds no samples of running code: profile a longer run`);
  }
  return profile.nodes;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`cannot read the profile ${path}`, { cause: error });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: was its writing interrupted?`, { cause: error });
  }
}

function isProfile(value: unknown): value is Pick<Profiler.Profile, "nodes"> {
  return (
    typeof value === "object" &&
    value !== null &&
    "nodes" in value &&
    Array.isArray(value.nodes) &&
    value.nodes.every((node) => typeof node?.callFrame?.functionName === "string")
  );
}

/** (idle), (program) and (garbage collector) are no functions, and 0x does not draw them. */
function isSampledCode({ hitCount = 0, callFrame }: Profiler.ProfileNode): boolean {
  return hitCount > 0 && !callFrame.functionName.startsWith("(");
}

/** 0x reads its profile from a file and writes its page beside it. */
async function drawPage(
  zeroX: ZeroX,
  nodes: readonly Profiler.ProfileNode[],
  title: string,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "flamegraph-"));
  try {
    const profile = join(folder, "readable.cpuprofile");
    writeFileSync(profile, JSON.stringify({ nodes }));
    await zeroX({
      argv: [],
      workingDir: folder,
      visualizeCpuProfile: profile,
      name: "page",
      title,
    });
    return readFileSync(join(folder, "page.html"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await runAsProgram(() => main(process.argv.slice(2)));
