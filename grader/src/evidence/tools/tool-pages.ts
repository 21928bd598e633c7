import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Version, versions } from "../../course/exercises/versions.ts";
import { type DoctorDiagnosis, readDiagnosis } from "./clinic-doctor.ts";
import { clinicTools, type ToolName } from "./driven-run.ts";

/** A page that a tool has drawn of one version. */
export interface ToolPage {
  readonly tool: ToolName;
  readonly version: Version;
  readonly path: string;
  readonly madeAt: Date;
  /** What Doctor says in its page. */
  readonly diagnosis?: DoctorDiagnosis;
}

/** The pages of an exercise that were drawn so far, by tool and version. */
export function toolPages(root: string, id: string): ToolPage[] {
  return [...clinicTools, "0x" as const].flatMap((tool) =>
    versions.flatMap((version) => {
      const path = pagePath(root, { id, tool, version });
      const file = statSync(path, { throwIfNoEntry: false });
      if (file === undefined) return [];
      const diagnosis = tool === "doctor" ? readDiagnosis(diagnosisPath(path)) : undefined;
      const page = { tool, version, path, madeAt: file.mtime };
      return [diagnosis === undefined ? page : { ...page, diagnosis }];
    }),
  );
}

/** Where a tool's page of one version of an exercise belongs. */
export function pagePath(
  root: string,
  {
    id,
    tool,
    version,
  }: { readonly id: string; readonly tool: ToolName; readonly version: Version },
): string {
  const name = version.replace(" ", "-");
  return tool === "0x"
    ? join(root, ".bottleneck", "flame", id, `${name}.html`)
    : join(root, ".bottleneck", "clinic", id, `${tool}-${name}.html`);
}

/** Where the diagnosis belongs that a Doctor page shows. */
export function diagnosisPath(page: string): string {
  return page.replace(/\.html$/, ".json");
}

/** Puts a finished file in its place in one step; its folder may be on another disk. */
export function keepFile(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  const unfinished = `${to}.new`;
  copyFileSync(from, unfinished);
  renameSync(unfinished, to);
}
