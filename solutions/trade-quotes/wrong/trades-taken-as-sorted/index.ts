import type { Quote, Trade, TradeCheck } from "./market-data.ts";

/**
 * Checks a day's trades against the quotes that were in force, in the order of the trades.
 *
 * A quote is in force from its own time on, until the next one of the same symbol. Of quotes with
 * the same symbol and time the last one listed counts. Quotes are listed by time; trades come in
 * any order, because some are reported late. Never throws.
 */
export function checkTrades(trades: readonly Trade[], quotes: readonly Quote[]): TradeCheck[] {
  const current = new Map<string, Quote>();
  let next = 0;
  return trades.map((trade) => {
    for (; next < quotes.length; next++) {
      const quote = quotes[next] as Quote;
      if (quote.time > trade.time) break;
      current.set(quote.symbol, quote);
    }
    return checkTrade(trade, current.get(trade.symbol));
  });
}

function checkTrade(trade: Trade, quote: Quote | undefined): TradeCheck {
  const { id, side, time, priceCents } = trade;
  if (quote === undefined) return { id, quote: null, ageMicros: 0, slippageCents: 0 };
  const slippageCents = side === "buy" ? priceCents - quote.askCents : quote.bidCents - priceCents;
  return { id, quote, ageMicros: time - quote.time, slippageCents };
}
