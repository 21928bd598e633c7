import { resolve } from "node:path";
import { type DefineCommand, idArgument } from "./terminal/command-line.ts";
import { withToolOptions } from "./tools/tool-options.ts";
import { type ToolOptions, toolCommand } from "./tools/tool-page.ts";

/** Records a version of an exercise with 0x, V8's built-ins by name, and draws the flamegraph. */
export function flameCommand(options: ToolOptions, root: string): Promise<number> {
  return toolCommand("0x", options, root);
}

export const define: DefineCommand = (program, finish) => {
  const command = program
    .command("flame")
    .description("Record your version of an exercise with 0x: a flame graph that names built-ins.")
    .addArgument(idArgument());
  withToolOptions(command).action(async (id, { course, ...options }) =>
    finish(await flameCommand({ id, ...options }, resolve(course))),
  );
};
