/**
 * Has another thread look where the program is, for calls that never end and for what does not say
 * where it was thrown: it has to be told from outside of them. Only in a process that runs a failed call again, never in one that is measured.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Recorder } from "./recorder.ts";

/** Begins to look, before the version under test is loaded. */
export async function watchWhereabouts(what: "whereabouts" | "throws"): Promise<Recorder> {
  const watcher = new Worker(new URL("./watcher.js", import.meta.url), { workerData: what });
  await once(watcher, "message");
  // Otherwise a process that has nothing left to do would not end.
  watcher.unref();
  // The version under test gets neither: workers of its own would have all permissions.
  for (const scope of ["worker", "inspector"]) process.permission.drop(scope);
  return { resume() {}, pause() {}, finish: () => ({}) };
}
