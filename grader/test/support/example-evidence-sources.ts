/* The two versions of a small report on orders that the example evidence is about. */

const types = `/** A row of the customer list. */
export interface Customer {
  readonly id: number;
  readonly region: string;
}

export interface Product {
  readonly sku: string;
  readonly cents: number;
}
`;

/** Searches a list of customers for every order and region. */
export const baselineSources = {
  "index.ts": `import { type Customer, findCustomer, findProduct, type Product } from "./lookup.ts";

export interface Order {
  readonly customer: number;
  readonly discountPercent: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface RegionRevenue {
  readonly region: string;
  readonly orders: number;
  readonly cents: number;
}

/** Sums up orders by sales region, in the order in which the customer list mentions them. */
export function revenueByRegion(
  orders: readonly Order[],
  customers: readonly Customer[],
  products: readonly Product[],
): RegionRevenue[] {
  return regionsOf(customers).map((region) => regionRevenue(region, orders, customers, products));
}

function regionsOf(customers: readonly Customer[]): string[] {
  return [...new Set(customers.map((customer) => customer.region))];
}

function regionRevenue(
  region: string,
  orders: readonly Order[],
  customers: readonly Customer[],
  products: readonly Product[],
): RegionRevenue {
  let count = 0;
  let cents = 0;
  for (const order of orders) {
    if (findCustomer(customers, order.customer)?.region !== region) continue;
    count++;
    for (const line of order.lines) {
      const product = findProduct(products, line.sku);
      if (product !== undefined) cents += lineCents(line.quantity, product, order.discountPercent);
    }
  }
  return { region, orders: count, cents };
}

/** Each line is rounded to whole cents. */
function lineCents(quantity: number, product: Product, discountPercent: number): number {
  return Math.round((quantity * product.cents * (100 - discountPercent)) / 100);
}
`,
  "lookup.ts": `${types}
export function findCustomer(customers: readonly Customer[], id: number): Customer | undefined {
  // The list is in the order of sign-up.
  return customers.find((customer) => customer.id === id);
}

export function findProduct(products: readonly Product[], sku: string): Product | undefined {
  return products.find((product) => product.sku === sku);
}
`,
};

/** Has an index of the customers, and still searches the list of products. */
export const candidateSources = {
  "index.ts": `import { type Customer, findProduct, indexCustomers, type Product } from "./lookup.ts";

export interface Order {
  readonly customer: number;
  readonly discountPercent: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface RegionRevenue {
  readonly region: string;
  readonly orders: number;
  readonly cents: number;
}

type Totals = { -readonly [Key in keyof RegionRevenue]: RegionRevenue[Key] };

/** Sums up orders by sales region, in the order in which the customer list mentions them. */
export function revenueByRegion(
  orders: readonly Order[],
  customers: readonly Customer[],
  products: readonly Product[],
): RegionRevenue[] {
  const totals = new Map<string, Totals>();
  const byId = indexCustomers(customers);
  for (const { region } of customers) {
    if (!totals.has(region)) totals.set(region, { region, orders: 0, cents: 0 });
  }
  for (const order of orders) {
    const total = totals.get(byId.get(order.customer)?.region ?? "");
    if (total !== undefined) addOrder(total, order, products);
  }
  return [...totals.values()];
}

function addOrder(total: Totals, order: Order, products: readonly Product[]): void {
  total.orders++;
  for (const line of order.lines) {
    const product = findProduct(products, line.sku);
    if (product !== undefined) {
      total.cents += lineCents(line.quantity, product, order.discountPercent);
    }
  }
}

/** Each line is rounded to whole cents. */
function lineCents(quantity: number, product: Product, discountPercent: number): number {
  return Math.round((quantity * product.cents * (100 - discountPercent)) / 100);
}
`,
  "lookup.ts": `${types}
/** The first row of an id counts. */
export function indexCustomers(customers: readonly Customer[]): Map<number, Customer> {
  const byId = new Map<number, Customer>();
  for (const customer of customers) {
    if (!byId.has(customer.id)) byId.set(customer.id, customer);
  }
  return byId;
}

export function findProduct(products: readonly Product[], sku: string): Product | undefined {
  return products.find((product) => product.sku === sku);
}
`,
};
