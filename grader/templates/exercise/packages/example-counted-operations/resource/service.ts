// TODO: what your resource knows. In a grading this runs in a process of its own.
let asked = 0;
let edition = 0;

/** How often the price list was asked so far. */
export function operations(): number {
  return asked;
}

/** From now on articles have other prices. The grader calls it now and then, between two calls. */
export function change(next: number): void {
  edition = next;
}

/** The prices of articles, in cents. */
export function prices(articles: readonly number[]): number[] {
  asked++;
  return articles.map((article) => 100 + ((article * 7919 + edition) % 9973));
}
