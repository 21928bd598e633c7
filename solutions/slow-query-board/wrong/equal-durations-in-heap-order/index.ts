import type { QueryRecord, SlowQueryReport } from "./query-record.ts";
import { SlowQueryBoard } from "./slow-query-board.ts";

/**
 * Reads an evening's query records in the order in which they arrive, and reports the slowest.
 *
 * Records are ordered by duration, the longest first; of equal durations the record that arrived
 * first comes first, and is kept when only one of them can be. Records that are still running have
 * a duration below 0 and are only counted. A `size` of 0 keeps none. Never throws.
 *
 * @param size how many records to keep, a whole number
 */
export function reportSlowQueries(records: readonly QueryRecord[], size: number): SlowQueryReport {
  const board = new SlowQueryBoard(size);
  let totalMs = 0;
  let running = 0;
  for (const record of records) {
    if (record.durationMs < 0) {
      running++;
      continue;
    }
    totalMs += record.durationMs;
    board.add(record);
  }
  return { slowest: board.slowest(), finished: records.length - running, running, totalMs };
}
