import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { isAbandoned, ownPrefix } from "./ownership.ts";
import { adviceOnLimits } from "./process-limits.ts";
import { startWatchdog } from "./watchdog.ts";

const live = new Set<string>();

let isPrepared = false;

/**
 * A new empty folder outside of the course, removed by `removeScratch` or when the grader ends. The
 * first one also removes those of graders that were killed.
 */
export function createScratch(): string {
  try {
    // The permission model compares real paths.
    const parent = realpathSync(tmpdir());
    const prefix = join(parent, ownPrefix());
    if (!isPrepared) {
      startWatchdog(prefix);
      removeAbandoned(parent);
      isPrepared = true;
    }
    const folder = mkdtempSync(prefix);
    live.add(folder);
    return folder;
  } catch (error) {
    throw new SetupError(
      `no temporary folder can be made in ${tmpdir()} (${(error as Error).message})`,
      "free some disk space there, or set TMPDIR to a folder that you may write to",
    );
  }
}

/** Removes what graders of this user have left in a folder that many programs and users share. */
export function removeAbandoned(parent: string): void {
  const candidates = readdirSync(parent).filter((name) => name.startsWith("bottleneck-"));
  for (const name of candidates) {
    const folder = join(parent, name);
    const idleMs = idleTimeOf(folder);
    if (idleMs !== undefined && isAbandoned(name, idleMs)) removeWhatCanBe(folder);
  }
}

/** Undefined for whatever is not a folder of this user, and for what was removed meanwhile. */
function idleTimeOf(folder: string): number | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const user = process.getuid?.() ?? found?.uid;
  if (!found?.isDirectory() || found.uid !== user) return undefined;
  return Date.now() - found.mtimeMs;
}

/** Does work that writes below a scratch folder; what goes wrong there is for the user to fix. */
export function writingTo<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SetupError(
      `nothing can be written to ${folder} (${message})`,
      (isOfLimit(code) && adviceOnLimits()) ||
        "free some disk space there, or set TMPDIR to a folder with more room",
    );
  }
}

/** Whether the system refused it because of a limit of this process. */
const isOfLimit = (code: string | undefined) => code === "EFBIG" || code === "EMFILE";

export function removeScratch(folder: string): void {
  removeWhatCanBe(folder);
  live.delete(folder);
}

/** A submission may have locked folders of its own: what can't be removed stays, and harms nobody. */
export function removeWhatCanBe(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}

/** Removes every folder that is left: for Ctrl-C and for the grader's own exit. */
export function removeAllScratch(): void {
  for (const folder of live) removeScratch(folder);
}
