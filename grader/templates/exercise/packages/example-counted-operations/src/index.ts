import { priceOf } from "@bottleneck/example-counted-operations/resource";

/** A line of an order. */
export interface Line {
  readonly article: number;
  readonly count: number;
}

/**
 * What all lines together cost, in cents.
 *
 * TODO: put your slow code here and into src/, which starts as a copy of baseline/.
 */
export function totalOf(lines: readonly Line[]): number {
  let total = 0;
  for (const { article, count } of lines) total += count * priceOf(article);
  return total;
}
