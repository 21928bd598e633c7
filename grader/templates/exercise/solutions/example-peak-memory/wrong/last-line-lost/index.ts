// TODO: a lean answer that is wrong. This one misses a last line without an end.
/** The largest sum of a shop's sales, of a text with a line "<shop> <cents>" for each sale. */
export function largestTotal(sales: string): number {
  const totals: number[] = [];
  let from = 0;
  for (let end = sales.indexOf("\n"); end !== -1; end = sales.indexOf("\n", from)) {
    const space = sales.indexOf(" ", from);
    const shop = Number(sales.slice(from, space));
    totals[shop] = (totals[shop] ?? 0) + Number(sales.slice(space + 1, end));
    from = end + 1;
  }
  return Math.max(0, ...totals.filter(() => true));
}
