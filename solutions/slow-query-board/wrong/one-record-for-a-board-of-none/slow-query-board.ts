import type { QueryRecord } from "./query-record.ts";

/** Keeps the slowest of the records that it has seen, up to a number of them. */
export class SlowQueryBoard {
  readonly #size: number;
  /** The slowest first; of equal ones the first that arrived. */
  readonly #records: QueryRecord[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(record: QueryRecord): void {
    const records = this.#records;
    const last = records.at(-1);
    if (last !== undefined && records.length >= this.#size) {
      if (record.durationMs <= last.durationMs) return;
      records.pop();
    }
    const place = this.#placeOf(record.durationMs);
    records.splice(place, 0, record);
  }

  /** The slowest first. */
  slowest(): readonly QueryRecord[] {
    return this.#records;
  }

  /** Behind all records that are at least as slow. */
  #placeOf(durationMs: number): number {
    let first = 0;
    let end = this.#records.length;
    while (first < end) {
      const middle = (first + end) >> 1;
      if ((this.#records[middle]?.durationMs ?? 0) >= durationMs) first = middle + 1;
      else end = middle;
    }
    return first;
  }
}
