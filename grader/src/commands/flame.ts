import { type ToolOptions, toolCommand } from "./tool-page.ts";

/** Records a version of an exercise with 0x, V8's built-ins by name, and draws the flamegraph. */
export function flameCommand(options: ToolOptions, root: string): Promise<number> {
  return toolCommand("0x", options, root);
}
