import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Compiled WebAssembly text, or why it can't be compiled. */
export type CompiledWat =
  | {
      readonly state: "compiled";
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** A module whose default export is the compiled bytes, as a `Uint8Array<ArrayBuffer>`. */
      readonly javaScript: string;
    }
  | { readonly state: "invalid"; readonly problems: readonly WatProblem[] };

export interface WatProblem {
  /** From 1; undefined if the problem has no line. */
  readonly line: number | undefined;
  readonly what: string;
}

/** The compiler process's reply for one text. */
export type CompilerReply =
  | { readonly state: "compiled"; readonly base64: string }
  | { readonly state: "invalid"; readonly problems: WatProblem[] };

/** Whether a file of a version holds WebAssembly text. */
export const isWat = (path: string) => path.endsWith(".wat");

/** The path of the compiled module in a staged version: beside the text. */
export const compiledPath = (path: string) => `${path}.mjs`;

/** For all texts of a version: a real text takes milliseconds. */
const usualSeconds = 10;
const mostBytes = 16_000_000;

const compiler = fileURLToPath(new URL("compiler-process.ts", import.meta.url));

/** By text: a baseline's text is the same each time it is staged. */
const known = new Map<string, CompiledWat>();

/**
 * Compiles WebAssembly text in its own process with a time limit. Starts none if there is nothing to
 * compile.
 *
 * @param files text by path; files without WebAssembly text are skipped
 * @param mostSeconds for all of it
 */
export function compileWat(
  files: ReadonlyMap<string, string>,
  mostSeconds = usualSeconds,
): ReadonlyMap<string, CompiledWat> {
  const texts = [...files].filter(([path]) => isWat(path));
  const unknown = [...new Set(texts.map(([, text]) => text))].filter((text) => !known.has(text));
  const replies = unknown.length === 0 ? [] : runCompiler(unknown, mostSeconds);
  for (const [index, reply] of replies.entries()) {
    known.set(unknown[index] as string, compiledFrom(reply));
  }
  return new Map(texts.map(([path, text]) => [path, known.get(text) as CompiledWat]));
}

function compiledFrom(reply: CompilerReply): CompiledWat {
  if (reply.state === "invalid") return reply;
  return {
    state: "compiled",
    bytes: new Uint8Array(Buffer.from(reply.base64, "base64")),
    javaScript: `export default Uint8Array.fromBase64(${JSON.stringify(reply.base64)});\n`,
  };
}

function runCompiler(texts: readonly string[], mostSeconds: number): CompilerReply[] {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    ["--no-warnings", compiler],
    {
      input: JSON.stringify(texts),
      encoding: "utf8",
      timeout: mostSeconds * 1000,
      killSignal: "SIGKILL",
      maxBuffer: mostBytes,
    },
  );
  if (error === undefined && status === 0) return JSON.parse(stdout) as CompilerReply[];
  const isLate = (error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
  const what = isLate
    ? `it takes more than ${mostSeconds} seconds to compile`
    : `it can't be compiled (${error?.message ?? stderr.trim().split("\n").at(-1)})`;
  return texts.map(() => ({ state: "invalid", problems: [{ line: undefined, what }] }));
}
