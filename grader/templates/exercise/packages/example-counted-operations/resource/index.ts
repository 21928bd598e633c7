// TODO: your resource, such as a database. Versions import what they use of it from
// "@bottleneck/example-counted-operations/resource".
import { prices } from "./service.ts";

export { operations } from "./service.ts";

/** The price of an article, in cents. */
export function priceOf(article: number): number {
  const [price = 0] = prices([article]);
  return price;
}

/** The prices of many articles, in cents, for one question. */
export function pricesOf(articles: readonly number[]): number[] {
  return prices(articles);
}
