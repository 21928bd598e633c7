import type { Readable, Writable } from "node:stream";
import { longestFrame } from "./protocol.ts";

/** Writes a frame. The stream holds what the child has not read yet: it reads before it answers. */
export function writeFrame(stream: Writable, body: Buffer): void {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(body.length);
  stream.write(length);
  stream.write(body);
}

/** Cuts a stream of bytes into frames and hands them out in order. */
export class FrameReader {
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #waiting: ((frame: Buffer) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  constructor(stream: Readable) {
    stream.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      this.#handOut();
    });
  }

  /** Bytes that have arrived and that nobody has asked for. */
  get unread(): number {
    return this.#buffered;
  }

  /** The next frame. Rejects when the child announces an oversized one; never settles at the end. */
  next(): Promise<Buffer> {
    if (this.#waiting !== undefined) throw new Error("two readers wait for one frame");
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#failed = reject;
      this.#handOut();
    });
  }

  #handOut(): void {
    if (this.#waiting === undefined || this.#buffered < 4) return;
    const length = this.#peekLength();
    if (length > longestFrame) {
      this.#failed?.(new RangeError(`announced a message of ${length} bytes`));
      return;
    }
    if (this.#buffered < 4 + length) return;
    const frame = this.#take(4 + length).subarray(4);
    const resolve = this.#waiting;
    this.#waiting = undefined;
    resolve(frame);
  }

  #peekLength(): number {
    const first = this.#chunks[0] as Buffer;
    return first.length >= 4 ? first.readUInt32LE(0) : this.#joined().readUInt32LE(0);
  }

  #take(count: number): Buffer {
    const all = this.#joined();
    this.#chunks.length = 0;
    if (all.length > count) this.#chunks.push(all.subarray(count));
    this.#buffered -= count;
    return all.subarray(0, count);
  }

  #joined(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    this.#chunks.push(all);
    return all;
  }
}
