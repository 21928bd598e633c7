/**
 * A digest of readings.
 *
 * TODO: put your slow code here and into src/, which starts as a copy of baseline/.
 */
export async function digest(readings: readonly number[]): Promise<number> {
  return digestOf(readings, 0);
}

/** Mixes readings into the digest of those before them. */
function digestOf(readings: readonly number[], before: number): number {
  let mixed = before;
  for (const reading of readings) {
    for (let round = 0; round < 400; round++) mixed = Math.imul(mixed ^ reading, 0x01000193) >>> 0;
  }
  return mixed;
}
