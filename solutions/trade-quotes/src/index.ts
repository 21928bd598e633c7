import type { Quote, Trade, TradeCheck } from "./market-data.ts";

/**
 * Checks a day's trades against the quotes that were in force, in the order of the trades.
 *
 * A quote is in force from its own time on, until the next one of the same symbol. Of quotes with
 * the same symbol and time the last one listed counts. Quotes are listed by time; trades come in
 * any order, because some are reported late. Never throws.
 */
export function checkTrades(trades: readonly Trade[], quotes: readonly Quote[]): TradeCheck[] {
  const quotesBySymbol = bySymbol(quotes);
  return trades.map((trade) =>
    checkTrade(trade, quoteInForce(trade.time, quotesBySymbol.get(trade.symbol) ?? [])),
  );
}

/** The quotes of each symbol, by time as they are listed. */
function bySymbol(quotes: readonly Quote[]): Map<string, Quote[]> {
  const groups = new Map<string, Quote[]>();
  for (const quote of quotes) {
    const group = groups.get(quote.symbol);
    if (group === undefined) groups.set(quote.symbol, [quote]);
    else group.push(quote);
  }
  return groups;
}

/** The last of a symbol's quotes that is not later than `time`. */
function quoteInForce(time: number, quotes: readonly Quote[]): Quote | undefined {
  let first = 0;
  let end = quotes.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((quotes[middle]?.time ?? 0) <= time) first = middle + 1;
    else end = middle;
  }
  return quotes[first - 1];
}

function checkTrade(trade: Trade, quote: Quote | undefined): TradeCheck {
  const { id, side, time, priceCents } = trade;
  if (quote === undefined) return { id, quote: null, ageMicros: 0, slippageCents: 0 };
  const slippageCents = side === "buy" ? priceCents - quote.askCents : quote.bidCents - priceCents;
  return { id, quote, ageMicros: time - quote.time, slippageCents };
}
