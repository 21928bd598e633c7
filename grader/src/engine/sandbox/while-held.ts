import type { Worker } from "./sandbox.ts";

/**
 * Works with one side while the other is held still: that one can neither help it, such as by a
 * server that does its work, nor disturb it, such as by requests or busy threads.
 */
export async function whileHeld<Result>(
  other: Pick<Worker, "hold" | "release">,
  work: () => Promise<Result>,
): Promise<Result> {
  other.hold();
  try {
    return await work();
  } finally {
    other.release();
  }
}
