import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileWat } from "./compile-wat.ts";

/** Compiles one of our own WebAssembly texts; each is compiled once in a run of the grader. */
export function loadWat(url: URL): WebAssembly.Module {
  const path = fileURLToPath(url);
  const compiled = compileWat(new Map([[path, readFileSync(path, "utf8")]])).get(path);
  if (compiled?.state === "compiled") return new WebAssembly.Module(compiled.bytes);
  throw new Error(`${path} can't be compiled: ${JSON.stringify(compiled?.problems)}`);
}
