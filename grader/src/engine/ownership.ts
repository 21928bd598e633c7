import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Temporary folders are named by the process that owns them, so that another can tell whether it
 * still runs: by its id and, because ids are used again, by when it started. Both mean something
 * only on the same system since the same boot and, in containers, among the same processes: `place`.
 */
const form = /^bottleneck-(?<place>[0-9a-f]{8})-(?<pid>\d+)-(?<start>\d+)-\w{6}$/;

/** No grader runs for so long: after this time, folders of another place belong to nobody. */
const longestRunMs = 2 * 24 * 60 * 60 * 1000;

/** How the names of this process's temporary folders begin. */
export function ownPrefix(): string {
  return `bottleneck-${placeHere()}-${process.pid}-${startOf(process.pid) ?? 0}-`;
}

/**
 * Whether a temporary folder belongs to a grader that is gone. False in doubt, and for all that a
 * grader did not name.
 *
 * @param idleMs since something in the folder was last made or removed
 */
export function isAbandoned(name: string, idleMs: number): boolean {
  const owner = form.exec(name)?.groups;
  if (owner === undefined) return false;
  if (owner.place !== placeHere()) return idleMs > longestRunMs;
  return !isRunning(Number(owner.pid), owner.start);
}

function isRunning(pid: number, start: string | undefined): boolean {
  const known = startOf(pid);
  if (known !== undefined) return known === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

let place: string | undefined;

function placeHere(): string {
  place ??= createHash("sha256")
    .update(JSON.stringify([hostname(), bootId(), processNamespace()]))
    .digest("hex")
    .slice(0, 8);
  return place;
}

const bootId = () => unlessMissing(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));

const processNamespace = () => unlessMissing(() => readlinkSync("/proc/self/ns/pid"));

/** When a process started, in ticks since boot; undefined where it is gone or the system has no /proc. */
function startOf(pid: number): string | undefined {
  const status = unlessMissing(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  // Field 22. Its name, field 2, is in parentheses and may hold anything.
  return status?.slice(status.lastIndexOf(")") + 2).split(" ")[19];
}

function unlessMissing<Text>(read: () => Text): Text | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
