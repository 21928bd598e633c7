/**
 * Starts the command line, on the pinned Node and with all of its packages, or not at all. This file
 * and those in launch/ are JavaScript because they must still run, and say what is wrong, on a Node
 * that can't run TypeScript.
 */
import module from "node:module";
import { fileURLToPath } from "node:url";
import { problemOfFolder } from "./launch/problem-of-folder.mjs";
import { problemOfInstall, problemOfNoInstall } from "./launch/problem-of-install.mjs";
import { problemOfNode } from "./launch/problem-of-node.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Node marks its type stripper as experimental; the pinned version's behaviour is settled. */
function hideExperimentalWarnings() {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning")
      console.error(`${warning.name}: ${warning.message}`);
  });
}

const problem =
  problemOfFolder(root) ??
  problemOfNoInstall(root) ??
  problemOfNode(root) ??
  problemOfInstall(root, process.argv[2]);
if (problem === undefined) {
  hideExperimentalWarnings();
  // Keeps the stripped TypeScript between runs: most of the start-up time otherwise. Not in the
  // system's folder for temporary files, where it would stay when the course is gone.
  module.enableCompileCache?.(
    fileURLToPath(new URL("../node_modules/.cache/bottleneck", import.meta.url)),
  );
  await import("./src/main.ts");
} else {
  for (const line of problem) console.error(line);
  process.exitCode = 2;
}
