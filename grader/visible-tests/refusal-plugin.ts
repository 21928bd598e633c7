import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../src/contract/index.ts";
import { manifestOf } from "../src/contract/manifest.ts";
import { take } from "../src/course/staging/submission.ts";
import { entryFileOf, type Version } from "./version-plugin.ts";

/** Fails the tests of a version that a grading would refuse, with the same reasons. */
export function refusalPlugin(version: Version) {
  return {
    name: "bottleneck-refusal",
    enforce: "pre" as const,
    async resolveId(id: string, importer: string | undefined): Promise<undefined> {
      if (id !== "#subject" || importer === undefined) return;
      const exercise = dirname(importer);
      const reasons = await reasonsAgainst(exercise, dirname(entryFileOf(version, exercise)));
      if (reasons.length > 0) throw refusal(reasons.join("\n"));
    },
  };
}

/** Vitest would show the way through its own code. */
const refusal = (message: string) => Object.assign(new SyntaxError(message), { stack: message });

async function reasonsAgainst(exercise: string, folder: string): Promise<readonly string[]> {
  const manifest = pathToFileURL(join(exercise, "exercise.ts")).href;
  const { default: definition } = (await import(manifest)) as { default: Exercise };
  const loaded = { id: basename(exercise), definition: manifestOf(definition) };
  const taken = await take(loaded, folder);
  return taken.state === "refused" ? taken.reasons : [];
}
