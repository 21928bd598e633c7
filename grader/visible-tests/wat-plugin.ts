import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { compileWat, isWat } from "../src/engine/wat/compile-wat.ts";

/** Lets tests import versions that bring WebAssembly text. */
export function watPlugin() {
  return {
    name: "bottleneck-wat",
    enforce: "pre" as const,
    load(id: string): string | undefined {
      return isWat(id) ? javaScriptOf(id) : undefined;
    },
  };
}

/** @throws with the places of what can't be compiled */
function javaScriptOf(path: string): string {
  const compiled = compileWat(new Map([[path, readFileSync(path, "utf8")]])).get(path);
  if (compiled?.state === "compiled") return compiled.javaScript;
  const problems = compiled?.problems ?? [];
  const places = problems.map(({ line, what }) => `${basename(path)}:${line ?? 1}: ${what}`);
  throw new SyntaxError(places.join("\n"));
}
