import { describe, expect, it } from "vitest";
import { revenueByRegion } from "#subject";
import type { Customer, Order, OrderLine } from "./baseline/index.ts";

describe("revenueByRegion", () => {
  const prices = [
    { sku: "BEAN-1", priceCents: 1250 },
    { sku: "CUP-2", priceCents: 333 },
  ];

  it("sums up orders by the region of the customer who placed them", () => {
    const report = revenueByRegion(
      [
        order("ada", [line("BEAN-1", 2), line("CUP-2", 1)]),
        order("bo", [line("CUP-2", 10)]),
        order("ada", [line("CUP-2", 1)]),
      ],
      [customer("ada", "Nordics"), customer("bo", "Iberia")],
      prices,
    );
    expect(report).toEqual([
      { region: "Nordics", orders: 2, revenueCents: 3166, unpricedLines: 0 },
      { region: "Iberia", orders: 1, revenueCents: 3330, unpricedLines: 0 },
    ]);
  });

  it("lists regions as the customer list first mentions them, also those without orders", () => {
    const customers = [
      customer("ada", "Nordics"),
      customer("bo", "Baltics"),
      customer("cy", "Nordics"),
      customer("di", ""),
    ];
    const report = revenueByRegion([order("bo", [])], customers, prices);
    expect(report.map((row) => [row.region, row.orders])).toEqual([
      ["Nordics", 0],
      ["Baltics", 1],
      ["", 0],
    ]);
  });

  it.each([
    ["paid", 1],
    ["shipped", 1],
    ["open", 0],
    ["cancelled", 0],
  ] as const)("counts a %s order %i times", (status, times) => {
    const orders = [{ ...order("ada", [line("BEAN-1", 1)]), status }];
    const [row] = revenueByRegion(orders, [customer("ada", "Nordics")], prices);
    expect(row).toMatchObject({ orders: times, revenueCents: times * 1250 });
  });

  it("goes by the first row of a login that is listed twice, and still lists both regions", () => {
    const customers = [customer("ada", "Nordics"), customer("ada", "Iberia")];
    const report = revenueByRegion([order("ada", [line("BEAN-1", 1)])], customers, prices);
    expect(report.map((row) => [row.region, row.revenueCents])).toEqual([
      ["Nordics", 1250],
      ["Iberia", 0],
    ]);
  });

  it("goes by the first price of an article that is listed twice", () => {
    const priceList = [...prices, { sku: "BEAN-1", priceCents: 990 }];
    const orders = [order("ada", [line("BEAN-1", 1)])];
    const [row] = revenueByRegion(orders, [customer("ada", "Nordics")], priceList);
    expect(row?.revenueCents).toBe(1250);
  });

  it("leaves out orders of logins that are not on the customer list", () => {
    const orders = [order("gone", [line("BEAN-1", 1)])];
    expect(revenueByRegion(orders, [customer("ada", "Nordics")], prices)).toEqual([
      { region: "Nordics", orders: 0, revenueCents: 0, unpricedLines: 0 },
    ]);
  });

  it("counts lines without a price and adds no revenue for them", () => {
    const orders = [order("ada", [line("GONE-7", 5), line("CUP-2", 1), line("GONE-7", 1)])];
    expect(revenueByRegion(orders, [customer("ada", "Nordics")], prices)).toEqual([
      { region: "Nordics", orders: 1, revenueCents: 333, unpricedLines: 2 },
    ]);
  });

  it("rounds each line to whole cents after the discount, and subtracts returned units", () => {
    const lines = [line("CUP-2", 1), line("CUP-2", 1), line("BEAN-1", -1)];
    const orders = [{ ...order("ada", lines), discountPercent: 50 }];
    const [row] = revenueByRegion(orders, [customer("ada", "Nordics")], prices);
    expect(row?.revenueCents).toBe(167 + 167 - 625);
  });

  it("gives an empty report for an empty customer list", () => {
    expect(revenueByRegion([order("ada", [])], [], prices)).toEqual([]);
  });
});

function customer(login: string, region: string): Customer {
  return { login, company: `${login} GmbH`, region };
}

function order(login: string, lines: OrderLine[]): Order {
  return { number: "SO-10001", login, status: "shipped", discountPercent: 0, lines };
}

function line(sku: string, quantity: number): OrderLine {
  return { sku, quantity };
}
