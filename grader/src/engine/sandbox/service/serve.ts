/**
 * The program of a resource's service. It serves the functions of a module to one child process,
 * which can neither look into it nor change what it counts, and answers to the grader.
 */
import { Socket } from "node:net";
import { FrameReader, writeFrame } from "../frames.ts";
import { decode, encode } from "../wire.ts";
import {
  channelDescriptor,
  nextEdition,
  type ServiceCall,
  type ServiceNews,
  type ServiceOrder,
  type ServiceResult,
} from "./messages.ts";

type Functions = Record<string, (...args: unknown[]) => unknown>;

const AsyncFunction = (async () => {}).constructor;

let functions: Functions = {};
let editions: readonly number[] = [];
let begun = 0;
let current: number | undefined;
let changingMs = 0;

process.on("disconnect", () => process.exit());
process.on("message", async (order: ServiceOrder) => tell(await obey(order)));
await start(process.argv[2] ?? "");

async function start(url: string): Promise<void> {
  try {
    const exports: Record<string, unknown> = await import(url);
    functions = Object.fromEntries(
      Object.entries(exports).filter(([, value]) => typeof value === "function"),
    ) as Functions;
  } catch (error) {
    tell({ kind: "failed", message: (error as Error).message });
    return;
  }
  const kinds = Object.entries(functions).map(([name, value]) => [
    name,
    value instanceof AsyncFunction,
  ]);
  tell({ kind: "ready", functions: Object.fromEntries(kinds) });
  await serve(new Socket({ fd: channelDescriptor }));
}

function tell(news: ServiceNews): void {
  process.send?.(news);
}

async function obey(order: ServiceOrder): Promise<ServiceNews> {
  if (order.kind === "count") {
    return { kind: "counted", operations: Number(functions.operations?.() ?? 0), changingMs };
  }
  editions = order.editions;
  begun = 0;
  await beginNext();
  return { kind: "begun" };
}

/** What it takes is no version's doing. */
async function beginNext(): Promise<void> {
  const edition = editions[begun++ % editions.length];
  if (edition === current || edition === undefined) return;
  current = edition;
  const before = performance.now();
  await functions.change?.(edition);
  changingMs += performance.now() - before;
}

async function serve(channel: Socket): Promise<void> {
  channel.on("error", () => process.exit());
  channel.on("end", () => process.exit());
  const calls = new FrameReader(channel);
  for (;;) {
    const [id, name, args] = decode(await calls.next()) as ServiceCall;
    // The child may have several questions under way.
    void resultOf(id, name, args).then((result) => writeFrame(channel, result));
  }
}

async function resultOf(id: number, name: string, args: readonly unknown[]): Promise<Buffer> {
  try {
    const value = name === nextEdition ? await beginNext() : await functions[name]?.(...args);
    return encode([id, "returned", value] satisfies ServiceResult);
  } catch (error) {
    return encode([id, "threw", (error as Error).message] satisfies ServiceResult);
  }
}
