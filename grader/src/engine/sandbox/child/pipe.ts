/** The child's ends of the two pipes. Every frame that it sends carries the request's password. */
import { read, readSync, writevSync } from "node:fs";
import {
  passwordBytes,
  type Reply,
  type Request,
  replyDescriptor,
  requestDescriptor,
} from "../protocol.ts";

// Taken before anything else is loaded: what is loaded later may put others in their place. Between
// a reply and the next look at the built-ins nothing here may call what could have been replaced,
// or work that was put off would be done there, with no clock running.
const { parse, stringify } = JSON;
const { from } = Buffer;
const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { fromCharCode } = String;
const { charCodeAt } = String.prototype;
const Bytes = Uint8Array;
const ofArrays = getPrototypeOf(Bytes.prototype) as object;
const getterOf = (name: string) => getOwnPropertyDescriptor(ofArrays, name)?.get as () => unknown;
const getters = {
  length: getterOf("length"),
  buffer: getterOf("buffer"),
  start: getterOf("byteOffset"),
};

const lengthBytes = 4;

/**
 * Of the request at hand. The version under test can't read it: it never leaves this module, and
 * lies in memory of its own, where small Buffers share one that anybody can read.
 */
let password: Uint8Array | undefined;

/** The next request, waiting for it without ever turning the event loop; undefined at the end. */
export function receive(): Request | undefined {
  const length = readExactly(lengthBytes);
  return length && receiveRest(length);
}

/** The next request, while the event loop turns: a server goes on answering meanwhile. */
export async function receiveMeanwhile(): Promise<Request | undefined> {
  const length = bytesOf(lengthBytes);
  for (let filled = 0; filled < lengthBytes; ) {
    const count = await readSome(length, filled);
    if (count === 0) return undefined;
    filled += count;
  }
  return receiveRest(length);
}

function readSome(bytes: Uint8Array, filled: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  read(requestDescriptor, bytes, filled, lengthBytes - filled, null, (error, count) =>
    error === null ? resolve(count) : reject(error),
  );
  return promise;
}

/** A request's frame begins with the password for its replies: read apart, and handed to nobody. */
function receiveRest(length: Uint8Array): Request | undefined {
  const own = readExactly(passwordBytes);
  const size = lengthIn(length) - passwordBytes;
  const body = own && readExactly(size);
  if (body === undefined) return undefined;
  const isFirst = password === undefined;
  password = own;
  return parse(isFirst ? from(body).toString("utf8") : asciiIn(body, size)) as Request;
}

/** Requests are plain ASCII, but for the first, which brings the sources. */
function asciiIn(bytes: Uint8Array, size: number): string {
  let text = "";
  for (let index = 0; index < size; index++) text += fromCharCode(bytes[index] ?? 0);
  return text;
}

/** For use when built-ins are known to be sound. */
export function send(reply: Reply): void {
  writeFrame(from(stringify(reply)));
}

/**
 * Sends a reply that needs no sound built-ins. JSON.stringify would look for a toJSON in every
 * object; in a text it does not.
 */
export function sendText(json: string): void {
  let ascii = "";
  for (let index = 0; index < json.length; index++) {
    const code = apply(charCodeAt, json, [index]);
    ascii += code < 128 ? json[index] : escaped(code);
  }
  writeFrame(bytesOfAscii(ascii));
}

/** A number, or the JSON of a text. */
export const jsonOf = (value: number | string): string => stringify(value);

/** As JSON writes a UTF-16 code unit in ASCII. */
function escaped(code: number): string {
  const digit = (place: number) => "0123456789abcdef"[(code >> place) & 15];
  return `\\u${digit(12)}${digit(8)}${digit(4)}${digit(0)}`;
}

function bytesOfAscii(text: string): Uint8Array {
  const bytes = bytesOf(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = apply(charCodeAt, text, [index]);
  return bytes;
}

/** A frame that belongs to the request just received. For use when built-ins are known to be sound. */
export function readFrame(): Buffer {
  const length = readExactly(lengthBytes);
  const frame = length && readExactly(lengthIn(length));
  if (frame === undefined) throw new Error("the grader ended in the middle of a request");
  return from(frame.buffer);
}

function lengthIn(bytes: Uint8Array): number {
  let length = 0;
  for (let index = 0; index < lengthBytes; index++) {
    length += (bytes[index] ?? 0) * 2 ** (8 * index);
  }
  return length;
}

/** Bytes that know their length themselves: Node asks for it, and an accessor could be replaced. */
function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Bytes(length);
  const own = { __proto__: null, value: length } as PropertyDescriptor;
  defineProperty(bytes, "length", own);
  defineProperty(bytes, "byteLength", own);
  return bytes;
}

/** Undefined when the grader has closed its end. */
function readExactly(length: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = bytesOf(length);
  for (let filled = 0; filled < length; ) {
    const count = readSync(requestDescriptor, bytes, filled, length - filled, null);
    if (count === 0) return undefined;
    filled += count;
  }
  return bytes;
}

export function writeFrame(body: Uint8Array): void {
  const bodyLength = apply(getters.length, body, []) as number;
  const head = bytesOf(lengthBytes + passwordBytes);
  for (let index = 0; index < lengthBytes; index++) {
    head[index] = ((passwordBytes + bodyLength) / 2 ** (8 * index)) & 255;
  }
  for (let index = 0; index < passwordBytes; index++) {
    head[lengthBytes + index] = password?.[index] ?? 0;
  }
  writeExactly(head, lengthBytes + passwordBytes);
  writeExactly(body, bodyLength);
}

/** By writevSync: writeSync looks for an error in an object, and so in Object.prototype. */
function writeExactly(bytes: Uint8Array, length: number): void {
  for (let written = 0; written < length; ) {
    const rest = written === 0 ? bytes : part(bytes, written, length - written);
    written += writevSync(replyDescriptor, [rest]);
  }
}

/** Uint8Array.prototype.subarray would ask the array for its constructor. */
function part(bytes: Uint8Array, start: number, length: number): Uint8Array {
  const buffer = apply(getters.buffer, bytes, []) as ArrayBuffer;
  return new Bytes(buffer, (apply(getters.start, bytes, []) as number) + start, length);
}
