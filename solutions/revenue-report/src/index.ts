/** An order, as the shop exports it. */
export interface Order {
  readonly number: string;
  /** Login of the customer who ordered. The account may have been deleted since. */
  readonly login: string;
  readonly status: "open" | "paid" | "shipped" | "cancelled";
  /** Taken off every line, 0 to 100. */
  readonly discountPercent: number;
  readonly lines: readonly OrderLine[];
}

export interface OrderLine {
  readonly sku: string;
  /** Whole units; negative for units that came back. */
  readonly quantity: number;
}

/** A row of the customer list. The CRM lists the current row of a login before its older ones. */
export interface Customer {
  /** Chosen by the customer at sign-up: any text. */
  readonly login: string;
  readonly company: string;
  /** Empty until a sales region has been assigned. */
  readonly region: string;
}

/** A row of the price list, the current price of an article before its older ones. */
export interface Product {
  readonly sku: string;
  readonly priceCents: number;
}

export interface RegionRevenue {
  readonly region: string;
  /** Orders that are paid or shipped. */
  readonly orders: number;
  /** After discounts, each line rounded to whole cents. */
  readonly revenueCents: number;
  /** Lines of these orders whose article is not on the price list; they add no revenue. */
  readonly unpricedLines: number;
}

/**
 * Sums up the month's orders by sales region.
 *
 * There is one row for each region on the customer list, in the order in which the list first
 * mentions them, also for a region without orders. A login or an article that is listed more than
 * once counts as its first row says. Orders of logins that are not on the list appear nowhere.
 * Never throws.
 */
export function revenueByRegion(
  orders: readonly Order[],
  customers: readonly Customer[],
  products: readonly Product[],
): RegionRevenue[] {
  const totals = new Map<string, Totals>();
  const totalsByLogin = indexTotals(customers, totals);
  const priceBySku = indexPrices(products);
  for (const order of orders) {
    if (!isBillable(order)) continue;
    const total = totalsByLogin.get(order.login);
    if (total !== undefined) addOrder(total, order, priceBySku);
  }
  return [...totals.values()];
}

type Totals = { -readonly [Key in keyof RegionRevenue]: RegionRevenue[Key] };

/** Adds an empty row to `totals` for each region; gives the row that each login's orders go to. */
function indexTotals(
  customers: readonly Customer[],
  totals: Map<string, Totals>,
): Map<string, Totals> {
  const byLogin = new Map<string, Totals>();
  for (const { login, region } of customers) {
    let total = totals.get(region);
    if (total === undefined) {
      total = { region, orders: 0, revenueCents: 0, unpricedLines: 0 };
      totals.set(region, total);
    }
    if (!byLogin.has(login)) byLogin.set(login, total);
  }
  return byLogin;
}

function indexPrices(products: readonly Product[]): Map<string, number> {
  const bySku = new Map<string, number>();
  for (const { sku, priceCents } of products) {
    if (!bySku.has(sku)) bySku.set(sku, priceCents);
  }
  return bySku;
}

function addOrder(total: Totals, order: Order, priceBySku: ReadonlyMap<string, number>): void {
  total.orders++;
  for (const line of order.lines) {
    const priceCents = priceBySku.get(line.sku);
    if (priceCents === undefined) total.unpricedLines++;
    else total.revenueCents += lineCents(line, priceCents, order.discountPercent);
  }
}

function isBillable(order: Order): boolean {
  return order.status === "paid" || order.status === "shipped";
}

function lineCents(line: OrderLine, priceCents: number, discountPercent: number): number {
  return Math.round((line.quantity * priceCents * (100 - discountPercent)) / 100);
}
