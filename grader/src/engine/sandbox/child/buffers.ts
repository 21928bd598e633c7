/**
 * Counts what V8's and Node's counters don't see of buffers: memory that is given back by hand, of
 * which no collection tells, and shared buffers.
 */

// Taken before the version under test is loaded: it may put others in their place.
const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { min } = Math;
const Shared = SharedArrayBuffer;
const byteLength = getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")
  ?.get as () => number;
const lengthOf = (buffer: ArrayBuffer): number => apply(byteLength, buffer, []);

let unseen = 0;

/** Bytes given back by hand, and bytes of shared buffers made, since the process began. */
export function unseenBytes(): number {
  return unseen;
}

/** Puts counting functions in the place of the ones that would leave no trace. Called once. */
export function countBuffers(): void {
  const { resize, transfer, transferToFixedLength } = ArrayBuffer.prototype;
  const counted = {
    resize(this: ArrayBuffer, ...lengths: unknown[]): void {
      const before = lengthOf(this);
      apply(resize, this, lengths);
      unseen += before - min(before, lengthOf(this));
    },
    transfer(this: ArrayBuffer, ...lengths: unknown[]): ArrayBuffer {
      return moved(transfer, this, lengths);
    },
    transferToFixedLength(this: ArrayBuffer, ...lengths: unknown[]): ArrayBuffer {
      return moved(transferToFixedLength, this, lengths);
    },
  };
  for (const [name, value] of Object.entries(counted)) put(ArrayBuffer.prototype, name, value);
  put(SharedArrayBuffer.prototype, "constructor", CountedSharedArrayBuffer);
  put(globalThis, "SharedArrayBuffer", CountedSharedArrayBuffer);
}

/** Unless its length stays, a buffer is allocated anew when it moves, and the old one is freed. */
function moved(
  move: ArrayBuffer["transfer"],
  buffer: ArrayBuffer,
  lengths: unknown[],
): ArrayBuffer {
  const before = lengthOf(buffer);
  const result: ArrayBuffer = apply(move, buffer, lengths);
  if (lengthOf(result) !== before) unseen += before;
  return result;
}

/** Without the form that grows: no counter would see it. */
function CountedSharedArrayBuffer(length: unknown, options?: { maxByteLength?: unknown }): object {
  if (new.target === undefined) throw new TypeError("SharedArrayBuffer requires 'new'");
  if (options?.maxByteLength !== undefined) {
    throw new TypeError("a SharedArrayBuffer that grows can't be graded; use one of fixed length");
  }
  const buffer = construct(Shared, [length], new.target) as SharedArrayBuffer;
  unseen += apply(sharedLength, buffer, []);
  return buffer;
}
const sharedLength = getOwnPropertyDescriptor(Shared.prototype, "byteLength")?.get as () => number;
put(CountedSharedArrayBuffer, "name", "SharedArrayBuffer");
put(CountedSharedArrayBuffer, "prototype", Shared.prototype);
// What `slice` makes its copy with.
defineProperty(CountedSharedArrayBuffer, Symbol.species, { get: () => CountedSharedArrayBuffer });

function put(holder: object, name: string, value: unknown): void {
  defineProperty(holder, name, { ...getOwnPropertyDescriptor(holder, name), value });
}
