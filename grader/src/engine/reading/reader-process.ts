/**
 * The program that reads a stranger's texts: parsers can hang on a text, and take all memory. Imports
 * the module of each request, which exports as its default what reads a text, and sends what that
 * returns. Runs until nobody is connected any more.
 */
import { flushCompileCache } from "node:module";
import type { ReaderReply, ReaderRequest } from "./reader.ts";

process.on("message", async (request: ReaderRequest) => send(await replyTo(request)));
process.once("disconnect", () => process.exit());
send({ state: "ready" });

async function replyTo({ module, text }: ReaderRequest): Promise<ReaderReply> {
  try {
    const read = await readerIn(module);
    return { state: "read", result: await read(text) };
  } catch (error) {
    return { state: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

type Read = (text: string) => unknown;

const known = new Map<string, Read>();

async function readerIn(module: string): Promise<Read> {
  const found = known.get(module);
  if (found !== undefined) return found;
  const { default: read } = (await import(module)) as { default: Read };
  known.set(module, read);
  // This process is ended without a warning: what is not kept now never is.
  flushCompileCache();
  return read;
}

function send(reply: ReaderReply): void {
  process.send?.(reply);
}
