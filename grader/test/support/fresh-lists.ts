import { createRandom } from "../../src/contract/index.ts";
import type { GrowthRequest } from "../../src/engine/measurement/growth.ts";
import { encode } from "../../src/engine/sandbox/wire.ts";

/** Lists of different random numbers. */
export function freshLists(): GrowthRequest["take"] {
  const random = createRandom(1);
  const list = (size: number) => Array.from({ length: size }, () => random.int(0, 1_000_000));
  return (size, count) => Array.from({ length: count }, () => encode([list(size)]));
}
