import { mkdirSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";

/** What was run when a bug of the grader showed. */
export interface BuggyRun {
  readonly error: unknown;
  /** The command and its arguments. */
  readonly args: readonly string[];
  readonly graderVersion: string;
}

/** All that is needed to look into a bug. */
export function bugReport({ error, args, graderVersion }: BuggyRun): string {
  const { platform, arch, version, env } = process;
  return [
    `command   ${JSON.stringify(args)}`,
    `grader    ${graderVersion}`,
    `node      ${version} on ${platform}-${arch}, ${release()}`,
    `npm       ${env.npm_config_user_agent ?? "not used"}`,
    "",
    stackOf(error),
    "",
  ].join("\n");
}

/** With the errors behind it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const cause = error.cause === undefined ? "" : `\ncaused by\n${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/**
 * Writes a report into a new file of the first folder that can be written to.
 *
 * @returns its path; undefined where no folder can be
 */
export function writeBugReport(report: string, folders: readonly string[]): string | undefined {
  const name = `bug-${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${process.pid}.txt`;
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), report);
      return join(folder, name);
    } catch {
      // The next one may do.
    }
  }
  return undefined;
}
