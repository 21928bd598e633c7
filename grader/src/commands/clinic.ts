import { resolve } from "node:path";
import { Argument } from "@commander-js/extra-typings";
import type { ClinicTool } from "../evidence/tools/driven-run.ts";
import { clinicTools } from "../evidence/tools/driven-run.ts";
import { type DefineCommand, idArgument } from "./terminal/command-line.ts";
import { withToolOptions } from "./tools/tool-options.ts";
import { type ToolOptions, toolCommand } from "./tools/tool-page.ts";

/** Runs a version of an exercise under one of Clinic's tools and draws its page. */
export function clinicCommand(
  tool: ClinicTool,
  options: ToolOptions,
  root: string,
): Promise<number> {
  return toolCommand(tool, options, root);
}

export const define: DefineCommand = (program, finish) => {
  const command = program
    .command("clinic")
    .description("Run your version of an exercise under one of Clinic's tools and draw its page.")
    .addArgument(new Argument("<tool>", "the tool").choices(clinicTools))
    .addArgument(idArgument());
  withToolOptions(command).action(async (tool, id, { course, ...options }) =>
    finish(await clinicCommand(tool, { id, ...options }, resolve(course))),
  );
};
