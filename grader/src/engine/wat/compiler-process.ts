import { text } from "node:stream/consumers";
import wabt from "wabt";
import type { CompilerReply } from "./compile-wat.ts";

/**
 * The program that compiles WebAssembly text: reads a JSON array of texts, and writes a
 * `CompilerReply` for each. Runs in its own process, because the text is untrusted.
 */

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

async function main(): Promise<void> {
  const sources = JSON.parse(await text(process.stdin)) as string[];
  const replies: CompilerReply[] = [];
  for (const source of sources) replies.push(await compile(source));
  process.stdout.write(JSON.stringify(replies));
}

/** Uses a new compiler each time: one that ran out of memory never works again. */
async function compile(source: string): Promise<CompilerReply> {
  const { parseWat } = await wabt();
  try {
    const module = parseWat("", source, features);
    module.resolveNames();
    module.validate();
    const { buffer } = module.toBinary({ write_debug_names: true });
    return { state: "compiled", base64: Buffer.from(buffer).toString("base64") };
  } catch (error) {
    return { state: "invalid", problems: problemsIn(error) };
  }
}

/** wabt prints `<line>:<column>: error: <what>`, then the place in two more lines, for each. */
function problemsIn(error: unknown): { line: number | undefined; what: string }[] {
  const { message } = error as Error;
  const told = [...message.matchAll(/^(\d+):\d+: error: (.*)$/gm)]
    .slice(0, mostProblems)
    .map(([, line, what = ""]) => ({ line: Number(line), what }));
  if (told.length > 0) return told;
  return [{ line: undefined, what: `it can't be compiled (${message.split("\n")[0]})` }];
}

await main();
