import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DoctorDiagnosis, readDiagnosis } from "./clinic-doctor.ts";
import { clinicTools, type ToolName } from "./driven-run.ts";

/** Which version of an exercise was run under a tool. */
export const toolSides = ["your-code", "baseline", "reference"] as const;
export type ToolSide = (typeof toolSides)[number];

/** A page that a tool has drawn of one version. */
export interface ToolPage {
  readonly tool: ToolName;
  readonly side: ToolSide;
  readonly path: string;
  readonly madeAt: Date;
  /** What Doctor says in its page. */
  readonly diagnosis?: DoctorDiagnosis;
}

/** The pages of an exercise that were drawn so far, by tool and side. */
export function toolPages(root: string, id: string): ToolPage[] {
  return [...clinicTools, "0x" as const].flatMap((tool) =>
    toolSides.flatMap((side) => {
      const path = pagePath(root, { id, tool, side });
      const file = statSync(path, { throwIfNoEntry: false });
      if (file === undefined) return [];
      const diagnosis = tool === "doctor" ? readDiagnosis(diagnosisPath(path)) : undefined;
      const page = { tool, side, path, madeAt: file.mtime };
      return [diagnosis === undefined ? page : { ...page, diagnosis }];
    }),
  );
}

/** Where a tool's page of one version of an exercise belongs. */
export function pagePath(
  root: string,
  { id, tool, side }: { readonly id: string; readonly tool: ToolName; readonly side: ToolSide },
): string {
  return tool === "0x"
    ? join(root, ".bottleneck", "flame", id, `${side}.html`)
    : join(root, ".bottleneck", "clinic", id, `${tool}-${side}.html`);
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
