import { type Reading, readSafely } from "../reading/reader.ts";
import type { CompilerReply, WatProblem } from "./compile-text.ts";

export type { WatProblem };

/** Compiled WebAssembly text, or why it can't be compiled. */
export type CompiledWat =
  | {
      readonly state: "compiled";
      /** A module whose default export is the compiled bytes, as a `Uint8Array<ArrayBuffer>`. */
      readonly javaScript: string;
    }
  | { readonly state: "invalid"; readonly problems: readonly WatProblem[] };

/** Whether a file of a version holds WebAssembly text. */
export const isWat = (path: string) => path.endsWith(".wat");

/** The path of the compiled module in a staged version: beside the text. */
export const compiledPath = (path: string) => `${path}.mjs`;

const compiler = new URL("compile-text.ts", import.meta.url);

/** By text: a baseline's text is the same each time it is staged. */
const known = new Map<string, CompiledWat>();

/** Compiles a stranger's WebAssembly text. */
export async function compileWat(text: string): Promise<CompiledWat> {
  const compiled = known.get(text) ?? compiledFrom(await readSafely<CompilerReply>(compiler, text));
  known.set(text, compiled);
  return compiled;
}

function compiledFrom(reading: Reading<CompilerReply>): CompiledWat {
  if (reading.state === "given up") {
    return { state: "invalid", problems: [{ line: undefined, what: reading.why }] };
  }
  if (reading.result.state === "invalid") return reading.result;
  const base64 = JSON.stringify(reading.result.base64);
  return { state: "compiled", javaScript: `export default Uint8Array.fromBase64(${base64});\n` };
}
