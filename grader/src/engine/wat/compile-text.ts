import wabt from "wabt";

/** Compiled WebAssembly text, or its problems; plain data. */
export type CompilerReply =
  | { readonly state: "compiled"; readonly base64: string }
  | { readonly state: "invalid"; readonly problems: readonly WatProblem[] };

export interface WatProblem {
  /** From 1; undefined if the problem has no line. */
  readonly line: number | undefined;
  readonly what: string;
}

type Features = NonNullable<Parameters<Awaited<ReturnType<typeof wabt>>["parseWat"]>[2]>;

/** Finished features that the pinned Node runs, besides those that wabt enables by default. */
const features: Features = {
  simd: true,
  relaxed_simd: true,
  threads: true,
  tail_call: true,
  extended_const: true,
  memory64: true,
};

/** Only the first ones: later ones often follow from them. */
const mostProblems = 5;

/**
 * Compiles one WebAssembly text: a stranger's in the reader's process. Uses a new compiler each
 * time, because one that ran out of memory never works again.
 */
export default async function compileText(text: string): Promise<CompilerReply> {
  const { parseWat } = await wabt();
  try {
    const module = parseWat("", text, features);
    module.resolveNames();
    module.validate();
    const { buffer } = module.toBinary({ write_debug_names: true });
    return { state: "compiled", base64: Buffer.from(buffer).toString("base64") };
  } catch (error) {
    return { state: "invalid", problems: problemsIn(error) };
  }
}

/** wabt prints `<line>:<column>: error: <what>`, then the place in two more lines, for each. */
function problemsIn(error: unknown): WatProblem[] {
  const { message } = error as Error;
  const told = [...message.matchAll(/^(\d+):\d+: error: (.*)$/gm)]
    .slice(0, mostProblems)
    .map(([, line, what = ""]) => ({ line: Number(line), what }));
  if (told.length > 0) return told;
  return [{ line: undefined, what: `it can't be compiled (${message.split("\n")[0]})` }];
}
