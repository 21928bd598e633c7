import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { SideEvidence } from "./evidence.ts";

const file = "evidence.json";

/**
 * Versions of an exercise whose evidence is kept; that of older ones is removed. More than report
 * pages, which link to it, and the baseline is one of them, anew with each version of the grader.
 */
export const mostKept = 24;

/** The evidence in a folder; undefined when there is none, or its page was deleted. */
export function findKept(folder: string | undefined): SideEvidence | undefined {
  if (folder === undefined) return undefined;
  try {
    const evidence = JSON.parse(readFileSync(join(folder, file), "utf8")) as SideEvidence;
    const { flamegraph } = evidence;
    if (flamegraph.state === "written" && !existsSync(flamegraph.path)) return undefined;
    // The baseline's is used by every grading: it must not be the oldest.
    utimesSync(folder, new Date(), new Date());
    return evidence;
  } catch {
    // Not there, or half of it: it is gathered anew.
    return undefined;
  }
}

/**
 * Keeps evidence in a folder, unless something is missing that another run may show, and removes
 * the oldest folders beside it. A full disk is no reason to lose a grading: nothing is kept then.
 */
export function keep(folder: string | undefined, evidence: SideEvidence): void {
  if (folder === undefined || !isComplete(evidence)) return;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(evidence));
    removeOldest(dirname(folder));
  } catch {
    forget(join(folder, file));
  }
}

function forget(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // What can't be removed could not be written either, or is too short to be read.
  }
}

function isComplete({ sources: _, ...seen }: SideEvidence): boolean {
  return Object.values(seen).every(({ state }) => state !== "missing");
}

function removeOldest(parent: string): void {
  const newestFirst = readdirSync(parent)
    .map((name) => join(parent, name))
    .map((path) => ({ path, changed: statSync(path).mtimeMs }))
    .sort((a, b) => b.changed - a.changed);
  for (const { path } of newestFirst.slice(mostKept)) rmSync(path, { recursive: true });
}
