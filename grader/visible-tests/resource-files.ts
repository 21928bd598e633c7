import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../src/contract/index.ts";

/** Makes the files that the resources of exercises read, before the visible tests run on them. */
export async function makeResourceFiles(exercises: readonly string[]): Promise<void> {
  for (const exercise of exercises) {
    const manifest = pathToFileURL(join(exercise, "exercise.ts")).href;
    const { default: definition } = (await import(manifest)) as { default: Exercise };
    definition.resource?.makeFiles?.(join(exercise, "resource"));
  }
}
