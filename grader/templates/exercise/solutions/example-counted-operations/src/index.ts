import { pricesOf } from "@bottleneck/example-counted-operations/resource";

/** A line of an order. */
export interface Line {
  readonly article: number;
  readonly count: number;
}

/** What all lines together cost, in cents. */
export function totalOf(lines: readonly Line[]): number {
  // TODO: your reference, with about as few questions as an expert asks.
  const prices = pricesOf(lines.map(({ article }) => article));
  return lines.reduce((total, { count }, place) => total + count * (prices[place] as number), 0);
}
