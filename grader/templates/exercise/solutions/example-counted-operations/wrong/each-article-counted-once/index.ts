// TODO: a fast answer that is wrong. This one counts an article on two lines once.
import { pricesOf } from "@bottleneck/example-counted-operations/resource";

/** A line of an order. */
export interface Line {
  readonly article: number;
  readonly count: number;
}

/** What all lines together cost, in cents. */
export function totalOf(lines: readonly Line[]): number {
  const counts = new Map(lines.map(({ article, count }) => [article, count]));
  const prices = pricesOf([...counts.keys()]);
  return [...counts.values()].reduce(
    (total, count, place) => total + count * (prices[place] as number),
    0,
  );
}
