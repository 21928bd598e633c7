import { createHash } from "node:crypto";

/**
 * The seed of one of a grading's inputs. Hashed from the grading's own secret, so that whoever
 * guesses the seed of one input, by trying which gives just that, knows nothing of the next.
 *
 * @param secret of the grading, up to 2^48
 * @param use what the inputs are for
 * @returns a 32-bit integer
 */
export function seedOf(secret: number, use: string, index: number): number {
  return createHash("sha256").update(`${secret}/${use}/${index}`).digest().readUInt32LE(0);
}
