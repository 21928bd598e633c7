/** The child's end of the channel to its resource's service: one socket, as standard input. */
import { readSync, writeSync } from "node:fs";
import type { Socket } from "node:net";
import { nextEdition, type ServiceResult } from "../service/messages.ts";
import { decode, encode } from "../wire.ts";

const descriptor = 0;
const lengthBytes = 4;

let call: (name: string, args: readonly unknown[]) => unknown = () => {
  throw new Error("the resource has no service");
};

/** Gets ready to call the service: without the event loop for an entry that answers at once. */
export async function openService(answersAtOnce: boolean): Promise<void> {
  call = answersAtOnce ? callAtOnce : await callingLater();
}

/** Calls a function of the service: gives its result, or a promise of it where the entry is awaited. */
export function callService(name: string, args: readonly unknown[]): unknown {
  return call(name, args);
}

/** Lets the service begin the edition of the next call. */
export function beginNextEdition(): unknown {
  return call(nextEdition, []);
}

function frameOf(id: number, name: string, args: readonly unknown[]): Buffer {
  const body = encode([id, name, args]);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

function callAtOnce(name: string, args: readonly unknown[]): unknown {
  const frame = frameOf(0, name, args);
  for (let written = 0; written < frame.length; ) {
    written += writeSync(descriptor, frame, written, frame.length - written);
  }
  const body = readExactly(readExactly(Buffer.alloc(lengthBytes)).readUInt32LE());
  const [, state, value] = decode(body) as ServiceResult;
  if (state === "threw") throw new Error(value);
  return value;
}

function readExactly(into: Buffer | number): Buffer {
  const bytes = typeof into === "number" ? Buffer.alloc(into) : into;
  for (let filled = 0; filled < bytes.length; ) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    if (count === 0) throw new Error("the resource's service has ended");
    filled += count;
  }
  return bytes;
}

async function callingLater(): Promise<typeof call> {
  const [{ Socket: SocketClass }, { FrameReader }] = await Promise.all([
    import("node:net"),
    import("../frames.ts"),
  ]);
  const socket = new SocketClass({ fd: descriptor, readable: true, writable: true });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  settle(socket, new FrameReader(socket), waiting);
  let asked = 0;
  return (name, args) => {
    const id = asked++;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    socket.write(frameOf(id, name, args));
    return answer.promise;
  };
}

async function settle(
  socket: Socket,
  results: { next(): Promise<Buffer> },
  waiting: Map<number, PromiseWithResolvers<unknown>>,
): Promise<void> {
  const ended = () => {
    for (const answer of waiting.values())
      answer.reject(new Error("the resource's service has ended"));
  };
  socket.on("end", ended).on("error", ended);
  for (;;) {
    const [id, state, value] = decode(await results.next()) as ServiceResult;
    if (state === "threw") waiting.get(id)?.reject(new Error(value));
    else waiting.get(id)?.resolve(value);
    waiting.delete(id);
  }
}
