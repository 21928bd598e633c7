import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Load } from "../../contract/index.ts";
import { drive } from "../../engine/server-load/drive.ts";
import type { DriveJob, DriveStatus } from "./driven-run.ts";

const lookEveryMs = 20;

/**
 * Puts a server that runs under a tool under its load, from this process, and ends it. Nothing is
 * done for an entry that is no server.
 *
 * @param over when the server has ended by itself
 * @returns how many requests had no answer, or an error for one
 */
export async function driveServer(
  load: Load | undefined,
  job: DriveJob,
  status: () => DriveStatus | undefined,
  over: AbortSignal,
): Promise<number> {
  if (job.kind !== "server" || load === undefined) return 0;
  const port = await portWhenListening(status, over);
  if (port === undefined) return 0;
  const { failed } = await drive({ port }, { ...load, windowMs: job.runMs });
  writeFileSync(job.stop, "");
  return failed;
}

async function portWhenListening(
  status: () => DriveStatus | undefined,
  over: AbortSignal,
): Promise<number | undefined> {
  while (!over.aborted) {
    const now = status();
    if (now?.state === "listening") return now.port;
    await delay(lookEveryMs);
  }
  return undefined;
}
