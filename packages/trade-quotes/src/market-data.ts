/** What an exchange was ready to pay and to take for a share, from this time on. */
export interface Quote {
  readonly symbol: string;
  /** Microseconds since midnight. */
  readonly time: number;
  readonly bidCents: number;
  readonly askCents: number;
}

/** A trade that a customer made. */
export interface Trade {
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Microseconds since midnight. */
  readonly time: number;
  readonly priceCents: number;
}

/** What a trade is held against. */
export interface TradeCheck {
  readonly id: string;
  /** Null when there was no quote yet. */
  readonly quote: Quote | null;
  /** How old the quote was at the time of the trade; 0 without one. */
  readonly ageMicros: number;
  /** How much worse than the quote the customer fared, in cents; below 0 for better, 0 without one. */
  readonly slippageCents: number;
}
