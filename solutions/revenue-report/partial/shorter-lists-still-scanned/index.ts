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
  const totals = emptyTotals(customers);
  const customersByEnd = groupByEnd(customers, ({ login }) => login);
  const productsByEnd = groupByEnd(products, ({ sku }) => sku);
  for (const order of orders) {
    if (!isBillable(order)) continue;
    const customer = findCustomer(customersByEnd, order.login);
    const total = customer && totals.get(customer.region);
    if (total !== undefined) addOrder(total, order, productsByEnd);
  }
  return [...totals.values()];
}

type Totals = { -readonly [Key in keyof RegionRevenue]: RegionRevenue[Key] };

/** Rows by the last character of their key, so that a search reads a tenth of them. */
type RowsByEnd<Row> = ReadonlyMap<string, readonly Row[]>;

function emptyTotals(customers: readonly Customer[]): Map<string, Totals> {
  const totals = new Map<string, Totals>();
  for (const { region } of customers) {
    if (totals.has(region)) continue;
    totals.set(region, { region, orders: 0, revenueCents: 0, unpricedLines: 0 });
  }
  return totals;
}

function groupByEnd<Row>(rows: readonly Row[], keyOf: (row: Row) => string): RowsByEnd<Row> {
  const byEnd = new Map<string, Row[]>();
  for (const row of rows) {
    const end = endOf(keyOf(row));
    const group = byEnd.get(end);
    if (group === undefined) byEnd.set(end, [row]);
    else group.push(row);
  }
  return byEnd;
}

function endOf(key: string): string {
  return key.charAt(key.length - 1);
}

function addOrder(total: Totals, order: Order, productsByEnd: RowsByEnd<Product>): void {
  total.orders++;
  for (const line of order.lines) {
    const product = findProduct(productsByEnd, line.sku);
    if (product === undefined) total.unpricedLines++;
    else total.revenueCents += lineCents(line, product, order.discountPercent);
  }
}

function isBillable(order: Order): boolean {
  return order.status === "paid" || order.status === "shipped";
}

function findCustomer(customers: RowsByEnd<Customer>, login: string): Customer | undefined {
  return customers.get(endOf(login))?.find((customer) => customer.login === login);
}

function findProduct(products: RowsByEnd<Product>, sku: string): Product | undefined {
  return products.get(endOf(sku))?.find((product) => product.sku === sku);
}

function lineCents(line: OrderLine, product: Product, discountPercent: number): number {
  return Math.round((line.quantity * product.priceCents * (100 - discountPercent)) / 100);
}
