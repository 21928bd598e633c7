/** One query, as a database reports it when it ends or when the evening does. */
export interface QueryRecord {
  readonly id: number;
  /** Whole milliseconds, or Infinity for a query without end; below 0 while it is still running. */
  readonly durationMs: number;
  readonly database: string;
}

export interface SlowQueryReport {
  /** The slowest first. */
  readonly slowest: readonly QueryRecord[];
  readonly finished: number;
  readonly running: number;
  /** Of all finished queries. */
  readonly totalMs: number;
}
