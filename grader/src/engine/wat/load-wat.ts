import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CompilerReply } from "./compile-text.ts";

const compiler = fileURLToPath(new URL("compiler-process.ts", import.meta.url));

/** Compiles one of our own WebAssembly texts, and waits for it: wabt can only be awaited. */
export function loadWat(url: URL): WebAssembly.Module {
  const input = readFileSync(url, "utf8");
  const args = ["--no-warnings", compiler];
  const reply = execFileSync(process.execPath, args, { input, encoding: "utf8" });
  const compiled = JSON.parse(reply) as CompilerReply;
  if (compiled.state === "compiled") {
    return new WebAssembly.Module(Buffer.from(compiled.base64, "base64"));
  }
  throw new Error(`${url} can't be compiled: ${JSON.stringify(compiled.problems)}`);
}
