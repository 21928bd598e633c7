import { stripTypeScriptTypes } from "node:module";
import type { Load } from "../../src/contract/index.ts";
import { FreshInputs } from "../../src/engine/inputs/fresh-inputs.ts";
import { processSandbox } from "../../src/engine/sandbox/process-sandbox.ts";
import type { Limits } from "../../src/engine/sandbox/sandbox.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";
import { createScratch } from "../../src/engine/scratch.ts";
import type { ProfiledSide } from "../../src/evidence/profilers/profiler.ts";
import { type ProgramSetting, programInMemory } from "./program-in-memory.ts";

/** How it is run. */
export interface SideSetting extends ProgramSetting {
  readonly load?: Load;
  readonly limits?: Limits;
}

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => encode([first + index]));

/**
 * A version of one file, whose entry is `run`, to be run under profilers in real processes.
 *
 * Each recorded call gets its number as its argument, and the warm-up none.
 *
 * @param folder an existing one; the version is candidate/index.ts in it
 */
export function sideInMemory(
  folder: string,
  source: string,
  { load, limits, ...setting }: SideSetting = {},
): ProfiledSide {
  return {
    start: async (recording, rewrite) => {
      const javaScript = stripTypeScriptTypes(source);
      const rewritten = (await rewrite?.(javaScript, "index.ts")) ?? javaScript;
      const program = programInMemory(folder, "candidate", rewritten, setting);
      return processSandbox.start({ ...program, recording, ...(limits && { limits }) });
    },
    warmUpInputs: [encode([])],
    inputs: new FreshInputs({ take: numbersFrom }, { ms: 1000, bytes: 1e6 }),
    mayChangeInput: false,
    load,
    createFolder: createScratch,
  };
}
