import { anonymousMemoryOf, reservedMemoryOf } from "./counters.ts";
import type { BytesInUse } from "./protocol.ts";

/**
 * V8's compilers and the allocator may come to hold so much more, whatever a version does: 13 MB
 * were seen of a version that retains 1 MB.
 */
const unexplainedBytes = 32e6;

/**
 * All that a process retains, wherever it lies: what the child counts, the memory of WebAssembly,
 * and what the process holds beyond both since it was first asked, read from outside.
 */
export class RetainedBytes {
  readonly #pid: number;
  #firstElsewhere: number | undefined;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** @param inUse what the child says right now */
  now({ heap, external, buffers, committed }: BytesInUse): number {
    // Some buffers are known to V8 alone, others to Node alone, most to both.
    const beside = Math.max(external, buffers + reservedMemoryOf(this.#pid));
    const anonymous = anonymousMemoryOf(this.#pid);
    if (anonymous === undefined) return heap + beside;
    const elsewhere = anonymous - committed - beside;
    this.#firstElsewhere ??= elsewhere;
    return heap + beside + Math.max(0, elsewhere - this.#firstElsewhere - unexplainedBytes);
  }
}
