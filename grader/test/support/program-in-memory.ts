import { mkdirSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import type { Program, Side } from "../../src/engine/sandbox/sandbox.ts";

/** How a version in memory imports its resource. */
export const memoryResource = "@bottleneck/in-memory/resource";

/** How a version in memory is run, where it is no plain function of one file. */
export interface ProgramSetting extends Partial<Pick<Program, "kind" | "modules" | "cpu">> {
  /** The source of resource/index.ts, which the version imports as `memoryResource`. */
  readonly resource?: string;
}

/**
 * A version of one file, given as TypeScript, whose entry is `run`.
 *
 * @param folder an existing one, for the process to start in
 */
export function programInMemory(
  folder: string,
  side: Side,
  source: string,
  { resource, ...setting }: ProgramSetting = {},
): Program {
  const module = join(folder, side, "index.ts");
  const resourceModule = join(folder, "resource/index.ts");
  mkdirSync(join(folder, side), { recursive: true });
  return {
    side,
    module,
    sources: new Map([
      [module, stripTypeScriptTypes(source)],
      ...(resource === undefined
        ? []
        : [[resourceModule, stripTypeScriptTypes(resource)] as const]),
    ]),
    entry: "run",
    kind: "function",
    modules: [],
    readable: [],
    // Generous: this machine may be busy.
    limits: { seconds: 60, heapMegabytes: 512, processMegabytes: 1024 },
    ...(resource !== undefined && {
      resource: {
        specifier: memoryResource,
        module: resourceModule,
        modules: [],
        own: [resourceModule],
      },
    }),
    ...setting,
  };
}
