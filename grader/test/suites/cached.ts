/**
 * Runs scripts of the course's package.json through turbo, which answers from its cache where
 * nothing has changed. It looks at the files themselves (`inputs` in turbo.json), whatever git
 * ignores; but not behind links to folders: where there is one, everything is run.
 *
 *   node grader/test/suites/cached.ts <script>...
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { courseRoot } from "../../src/course/exercises/course.ts";
import { folderLinksIn } from "./folder-links.ts";

const tasks = process.argv.slice(2);
refuseReadOnly();
const links = folderLinksIn(courseRoot);
if (links.length > 0) {
  console.error(`nothing is answered from the cache: ${links.join(", ")} leads to another folder`);
}
const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
const options = [
  "--continue",
  "--output-logs=errors-only",
  ...(links.length > 0 ? ["--force"] : []),
];
const { status } = spawnSync(process.execPath, [turbo, "run", ...tasks, ...options], {
  cwd: courseRoot,
  stdio: "inherit",
  env: { TURBO_TELEMETRY_DISABLED: "1", ...process.env },
});
process.exitCode = status ?? 1;

/** These tests write: the cache, and small courses that must lie inside of this one. */
function refuseReadOnly(): void {
  try {
    accessSync(courseRoot, constants.W_OK);
  } catch (error) {
    console.error(`error: the tests write to ${courseRoot} (${(error as Error).message})`);
    console.error("  next: copy the course to a folder of your own; or run only the tests of an");
    console.error("        exercise, which write elsewhere: npm test -w @bottleneck/<id>");
    process.exit(2);
  }
}
