/** The largest sum of a shop's sales, of a text with a line "<shop> <cents>" for each sale. */
export function largestTotal(sales: string): number {
  // TODO: your reference, with about as little memory as an expert needs.
  const totals: number[] = [];
  let number = 0;
  let shop = 0;
  for (let at = 0; at <= sales.length; at++) {
    const code = at === sales.length ? 10 : sales.charCodeAt(at);
    if (code === 32) shop = number;
    if (code === 10) totals[shop] = (totals[shop] ?? 0) + number;
    number = code === 32 || code === 10 ? 0 : 10 * number + code - 48;
  }
  return Math.max(0, ...totals.filter(() => true));
}
