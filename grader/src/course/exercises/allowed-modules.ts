import { builtinModules, isBuiltin } from "node:module";
import { nearestOf } from "../../contract/nearest.ts";

/** What the sandbox gives no version, whatever a manifest says. */
const neverGiven: Readonly<Record<string, string>> = {
  "node:worker_threads":
    "the sandbox lets a version start no threads: they would work off the clock",
  "node:child_process": "the sandbox lets a version start no processes",
  "node:cluster": "the sandbox lets a version start no processes",
  "node:inspector": "the sandbox lets a version open no inspector",
  "node:inspector/promises": "the sandbox lets a version open no inspector",
  "node:wasi": "the sandbox gives a version no WASI; WebAssembly works without it",
};

/** Why a manifest can't allow a module, with the nearest name that it could; undefined if it can. */
export function problemOfModule(name: string): string | undefined {
  const why = neverGiven[name] ?? neverGiven[`node:${name}`];
  if (why !== undefined) return `${name} can't be allowed: ${why}`;
  if (!name.startsWith("node:")) return `${name} ${whyNoName(name)}`;
  return isBuiltin(name) ? undefined : `there is no module ${name} in Node${meant(name)}`;
}

function whyNoName(name: string): string {
  if (isBuiltin(`node:${name}`)) return `is to be written "node:${name}"`;
  return `is no module of Node, and the sandbox has no packages${meant(`node:${name}`)}`;
}

function meant(name: string): string {
  const known = builtinModules.map((one) => (one.startsWith("node:") ? one : `node:${one}`));
  const nearest = nearestOf(name, known, {
    mostEdits: () => Math.min(2, (name.length - "node:".length) / 3),
  });
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}
