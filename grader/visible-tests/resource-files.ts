import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../src/contract/index.ts";

/**
 * Copies resources of exercises that read files of their own, and makes those files, before the
 * visible tests run on them. The course itself may be read-only, or be tested twice at once. The
 * copies are removed when this process ends.
 *
 * @returns the folders of the copies by the exercises' ids
 */
export async function copyResources(
  exercises: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const copies = new Map<string, string>();
  for (const exercise of exercises) {
    const manifest = pathToFileURL(join(exercise, "exercise.ts")).href;
    const { default: definition } = (await import(manifest)) as { default: Exercise };
    const makeFiles = definition.resource?.makeFiles;
    if (makeFiles === undefined) continue;
    const copy = mkdtempSync(join(tmpdir(), "bottleneck-resource-"));
    process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
    cpSync(join(exercise, "resource"), copy, { recursive: true });
    makeFiles(copy);
    copies.set(basename(exercise), copy);
  }
  return copies;
}
