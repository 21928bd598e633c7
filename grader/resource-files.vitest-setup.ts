import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "./src/contract/index.ts";

/** Makes the files that the exercise's resource reads, before the visible tests run on it. */
export async function setup(): Promise<void> {
  const manifest = pathToFileURL(resolve("exercise.ts")).href;
  const { default: definition } = (await import(manifest)) as { default: Exercise };
  definition.resource?.makeFiles?.(resolve("resource"));
}
