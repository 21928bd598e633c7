let asked = 0;

/** How often the price list was asked so far. */
export function operations(): number {
  return asked;
}

/** The price of an article, in cents. */
export function priceOf(article: number): number {
  asked++;
  return price(article);
}

/** The prices of many articles, in cents, for one question. */
export function pricesOf(articles: readonly number[]): number[] {
  asked++;
  return articles.map(price);
}

const price = (article: number) => 100 + ((article * 7919) % 9973);
