import type { QueryRecord } from "./query-record.ts";

/** Keeps the slowest of the records that it has seen, up to a number of them. */
export class SlowQueryBoard {
  readonly #size: number;
  #records: readonly QueryRecord[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(record: QueryRecord): void {
    this.#records = [...this.#records, record]
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, this.#size);
  }

  /** The slowest first. */
  slowest(): readonly QueryRecord[] {
    return this.#records;
  }
}
