/** The child's ends of the two pipes. */
import { read, readSync, writeSync } from "node:fs";
import { type Reply, type Request, replyDescriptor, requestDescriptor } from "./protocol.ts";

/** The next request, waiting for it without ever turning the event loop; undefined at the end. */
export function receive(): Request | undefined {
  return parseRequest(readFrameOrEnd());
}

/** The next request, while the event loop turns: a server goes on answering meanwhile. */
export async function receiveMeanwhile(): Promise<Request | undefined> {
  const length = Buffer.allocUnsafe(lengthBytes);
  for (let filled = 0; filled < lengthBytes; ) {
    const count = await readSome(length, filled);
    if (count === 0) return undefined;
    filled += count;
  }
  return parseRequest(readExactly(length.readUInt32LE(0)));
}

const lengthBytes = 4;

function readSome(buffer: Buffer, filled: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  read(requestDescriptor, buffer, filled, buffer.length - filled, null, (error, count) =>
    error === null ? resolve(count) : reject(error),
  );
  return promise;
}

function parseRequest(body: Buffer | undefined): Request | undefined {
  return body && (JSON.parse(body.toString("utf8")) as Request);
}

export function send(reply: Reply): void {
  writeFrame(Buffer.from(JSON.stringify(reply)));
}

/** A frame that belongs to the request just received. */
export function readFrame(): Buffer {
  const frame = readFrameOrEnd();
  if (frame === undefined) throw new Error("the grader ended in the middle of a request");
  return frame;
}

function readFrameOrEnd(): Buffer | undefined {
  const length = readExactly(lengthBytes);
  return length && readExactly(length.readUInt32LE(0));
}

/** Undefined when the grader has closed its end. */
function readExactly(length: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const count = readSync(requestDescriptor, buffer, filled, length - filled, null);
    if (count === 0) return undefined;
    filled += count;
  }
  return buffer;
}

export function writeFrame(body: Buffer): void {
  const length = Buffer.allocUnsafe(lengthBytes);
  length.writeUInt32LE(body.length);
  writeExactly(length);
  writeExactly(body);
}

function writeExactly(buffer: Buffer): void {
  for (let written = 0; written < buffer.length; ) {
    written += writeSync(replyDescriptor, buffer, written);
  }
}
