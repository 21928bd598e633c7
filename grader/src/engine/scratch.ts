import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { adviceOnLimits } from "./process-limits.ts";

const live = new Set<string>();

/** A new empty folder outside of the course, removed by `removeScratch` or when the grader ends. */
export function createScratch(): string {
  try {
    // The permission model compares real paths.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "bottleneck-")));
    live.add(folder);
    return folder;
  } catch (error) {
    throw new SetupError(
      `no temporary folder can be made in ${tmpdir()} (${(error as Error).message})`,
      "free some disk space there, or set TMPDIR to a folder that you may write to",
    );
  }
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
