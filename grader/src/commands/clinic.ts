import type { ClinicTool } from "../evidence/tools/driven-run.ts";
import { type ToolOptions, toolCommand } from "./tool-page.ts";

/** Runs a version of an exercise under one of Clinic's tools and draws its page. */
export function clinicCommand(
  tool: ClinicTool,
  options: ToolOptions,
  root: string,
): Promise<number> {
  return toolCommand(tool, options, root);
}
