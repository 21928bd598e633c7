import type { QueryRecord } from "./query-record.ts";

/** Keeps the slowest of the records that it has seen, up to a number of them. */
export class SlowQueryBoard {
  readonly #size: number;
  readonly #records: QueryRecord[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(record: QueryRecord): void {
    this.#records.push(record);
    this.#records.sort((a, b) => b.durationMs - a.durationMs);
    if (this.#records.length > this.#size) this.#records.pop();
  }

  /** The slowest first. */
  slowest(): readonly QueryRecord[] {
    return this.#records;
  }
}
