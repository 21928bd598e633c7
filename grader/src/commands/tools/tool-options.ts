import type { Command } from "@commander-js/extra-typings";
import { baselineOption, courseOption, referenceOption } from "../terminal/command-line.ts";

/** What commands that run a version under a tool have in common. */
export function withToolOptions<Arguments extends unknown[]>(command: Command<Arguments>) {
  return command
    .addOption(baselineOption())
    .addOption(referenceOption())
    .addOption(courseOption())
    .addHelpText(
      "after",
      "\nThe code runs as your own, on your own machine: nothing isolates it from your files." +
        "\nExit codes: 0 the page is drawn, 1 the code failed, 2 usage, set-up, or the tool failed.",
    );
}
