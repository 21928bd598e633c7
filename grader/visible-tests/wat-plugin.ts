import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { compileWat, isWat } from "../src/engine/wat/compile-wat.ts";

/** Lets tests import versions that bring WebAssembly text. */
export function watPlugin() {
  return {
    name: "bottleneck-wat",
    enforce: "pre" as const,
    async load(id: string): Promise<string | undefined> {
      return isWat(id) ? javaScriptOf(id) : undefined;
    },
  };
}

/** @throws with the places of what can't be compiled */
async function javaScriptOf(path: string): Promise<string> {
  const compiled = await compileWat(readFileSync(path, "utf8"));
  if (compiled.state === "compiled") return compiled.javaScript;
  const places = compiled.problems.map(
    ({ line, what }) => `${basename(path)}:${line ?? 1}: ${what}`,
  );
  throw new SyntaxError(places.join("\n"));
}
