// TODO: an honest half-fix of your exercise. This one makes no rows, but all lines at once.
/** The largest sum of a shop's sales, of a text with a line "<shop> <cents>" for each sale. */
export function largestTotal(sales: string): number {
  const totals: number[] = [];
  for (const line of sales.split("\n")) {
    if (line === "") continue;
    const space = line.indexOf(" ");
    const shop = Number(line.slice(0, space));
    totals[shop] = (totals[shop] ?? 0) + Number(line.slice(space + 1));
  }
  return Math.max(0, ...totals.filter(() => true));
}
