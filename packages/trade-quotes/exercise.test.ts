import { describe, expect, it } from "vitest";
import { checkTrades } from "#subject";
import type { Quote, Trade } from "./baseline/market-data.ts";

function quote(time: number, bidCents = 1000, symbol = "NORD"): Quote {
  return { symbol, time, bidCents, askCents: bidCents + 2 };
}

function trade(time: number, symbol = "NORD"): Trade {
  return { id: `T-${time}`, symbol, side: "buy", time, priceCents: 1005 };
}

/** The bids of the quotes that trades at these times are held against. */
function bidsAt(times: readonly number[], quotes: readonly Quote[]): (number | undefined)[] {
  const checks = checkTrades(
    times.map((time) => trade(time)),
    quotes,
  );
  return checks.map((check) => check.quote?.bidCents);
}

describe("checkTrades", () => {
  it("checks nothing when there are no trades", () => {
    expect(checkTrades([], [quote(1)])).toEqual([]);
  });

  it("holds a purchase against the asking price", () => {
    const [check] = checkTrades([trade(50)], [quote(20)]);
    expect(check).toEqual({ id: "T-50", quote: quote(20), ageMicros: 30, slippageCents: 3 });
  });

  it("holds a sale against the bid", () => {
    const [check] = checkTrades([{ ...trade(50), side: "sell" }], [quote(20, 1010)]);
    expect(check?.slippageCents).toBe(5);
  });

  it("takes the last quote before the trade, however near the next one is", () => {
    const quotes = [quote(0, 1), quote(100, 2), quote(200, 3)];
    expect(bidsAt([99, 101, 199, 250], quotes)).toEqual([1, 2, 2, 3]);
  });

  it("counts a quote from its own time on", () => {
    expect(bidsAt([9, 10, 11], [quote(10, 7)])).toEqual([undefined, 7, 7]);
  });

  it("takes the last listed of quotes at the same time", () => {
    const quotes = [1, 2, 3, 4, 5].map((bid) => quote(10, bid));
    expect(bidsAt([10, 12, 9], quotes)).toEqual([5, 5, undefined]);
  });

  it("reports a trade without a quote", () => {
    expect(checkTrades([trade(5)], [quote(6), quote(7)])).toEqual([
      { id: "T-5", quote: null, ageMicros: 0, slippageCents: 0 },
    ]);
  });

  it("skips quotes of other symbols", () => {
    const quotes = [quote(1, 10), quote(2, 20, "BALT"), quote(3, 30, "NOR"), quote(4, 40, "nord")];
    expect(bidsAt([5], quotes)).toEqual([10]);
    expect(checkTrades([trade(5, "IBER")], quotes)[0]?.quote).toBeNull();
  });

  it("finds the only quote of a symbol behind a thousand others", () => {
    const others = Array.from({ length: 1000 }, (_, place) => quote(place + 2, 5, "BALT"));
    expect(bidsAt([2000], [quote(1, 77), ...others])).toEqual([77]);
  });

  it("takes trades in any order, and answers in that order", () => {
    const quotes = [0, 10, 20, 30].map((time) => quote(time, time));
    expect(bidsAt([25, 5, 35, 15], quotes)).toEqual([20, 0, 30, 10]);
  });

  it.each(["constructor", "toString", "__proto__", ""])(
    "takes %j for a symbol like any other",
    (symbol) => {
      const trades = [trade(1, symbol), trade(5, symbol)];
      const checks = checkTrades(trades, [quote(2, 8, symbol), quote(4, 9, symbol)]);
      expect(checks.map((check) => check.quote?.bidCents)).toEqual([undefined, 9]);
    },
  );

  it("leaves trades and quotes as they were", () => {
    const trades = [trade(9), trade(3)];
    const quotes = [quote(1), quote(2, 5, "BALT"), quote(4)];
    const copies = structuredClone([trades, quotes]);
    checkTrades(trades, quotes);
    expect([trades, quotes]).toEqual(copies);
  });
});
