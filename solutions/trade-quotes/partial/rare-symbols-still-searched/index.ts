import type { Quote, Trade, TradeCheck } from "./market-data.ts";

/**
 * Checks a day's trades against the quotes that were in force, in the order of the trades.
 *
 * A quote is in force from its own time on, until the next one of the same symbol. Of quotes with
 * the same symbol and time the last one listed counts. Quotes are listed by time; trades come in
 * any order, because some are reported late. Never throws.
 */
export function checkTrades(trades: readonly Trade[], quotes: readonly Quote[]): TradeCheck[] {
  return trades.map((trade) => checkTrade(trade, quoteInForce(trade, quotes)));
}

/** Finds the time by halving, and goes back from there to a quote of the symbol. */
function quoteInForce(trade: Trade, quotes: readonly Quote[]): Quote | undefined {
  let first = 0;
  let end = quotes.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((quotes[middle]?.time ?? 0) <= trade.time) first = middle + 1;
    else end = middle;
  }
  let place = first - 1;
  while (place >= 0 && quotes[place]?.symbol !== trade.symbol) place--;
  return quotes[place];
}

function checkTrade(trade: Trade, quote: Quote | undefined): TradeCheck {
  const { id, side, time, priceCents } = trade;
  if (quote === undefined) return { id, quote: null, ageMicros: 0, slippageCents: 0 };
  const slippageCents = side === "buy" ? priceCents - quote.askCents : quote.bidCents - priceCents;
  return { id, quote, ageMicros: time - quote.time, slippageCents };
}
