interface Row {
  readonly shop: number;
  readonly cents: number;
}

/**
 * The largest sum of a shop's sales, of a text with a line "<shop> <cents>" for each sale.
 *
 * TODO: put your slow code here and into src/, which starts as a copy of baseline/.
 */
export function largestTotal(sales: string): number {
  const totals: number[] = [];
  for (const { shop, cents } of rowsOf(sales)) totals[shop] = (totals[shop] ?? 0) + cents;
  return Math.max(0, ...totals.filter(() => true));
}

function rowsOf(sales: string): Row[] {
  return sales
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" ").map(Number))
    .map(([shop = 0, cents = 0]) => ({ shop, cents }));
}
