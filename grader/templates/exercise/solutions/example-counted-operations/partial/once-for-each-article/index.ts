// TODO: an honest half-fix of your exercise. This one asks once for each article.
import { priceOf } from "@bottleneck/example-counted-operations/resource";

/** A line of an order. */
export interface Line {
  readonly article: number;
  readonly count: number;
}

/** What all lines together cost, in cents. */
export function totalOf(lines: readonly Line[]): number {
  const prices = new Map<number, number>();
  let total = 0;
  for (const { article, count } of lines) {
    const price = prices.get(article) ?? priceOf(article);
    prices.set(article, price);
    total += count * price;
  }
  return total;
}
