import { describe, expect, it } from "vitest";
import { reportSlowQueries } from "#subject";
import type { QueryRecord } from "./baseline/query-record.ts";

/** Records with these durations; the ids tell their order of arrival. */
function recordsOf(...durations: number[]): QueryRecord[] {
  return durations.map((durationMs, id) => ({ id, durationMs, database: "orders" }));
}

function idsOf(records: QueryRecord[], size: number): number[] {
  return reportSlowQueries(records, size).slowest.map(({ id }) => id);
}

describe("reportSlowQueries", () => {
  it("reports nothing for no records", () => {
    expect(reportSlowQueries([], 3)).toEqual({ slowest: [], finished: 0, running: 0, totalMs: 0 });
  });

  it("keeps the slowest records, the slowest first", () => {
    const records = recordsOf(30, 10, 50, 20, 40);
    expect(reportSlowQueries(records, 3)).toEqual({
      slowest: [records[2], records[4], records[0]],
      finished: 5,
      running: 0,
      totalMs: 150,
    });
  });

  it("keeps all of them while there is room", () => {
    expect(idsOf(recordsOf(1, 3, 2), 10)).toEqual([1, 2, 0]);
  });

  it.each([
    ["rising", [1, 2, 3, 4, 5, 6], [5, 4, 3]],
    ["falling", [6, 5, 4, 3, 2, 1], [0, 1, 2]],
  ])("copes with %s durations", (_, durations, expected) => {
    expect(idsOf(recordsOf(...durations), 3)).toEqual(expected);
  });

  it("orders equal durations by arrival, and turns away the ones that arrive later", () => {
    expect(idsOf(recordsOf(7, 9, 7, 7, 9, 7), 4)).toEqual([1, 4, 0, 2]);
    expect(idsOf(recordsOf(...new Array(20).fill(7)), 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it("drops the latest of equal durations when a slower record needs its place", () => {
    expect(idsOf(recordsOf(4, 4, 4, 8, 9), 3)).toEqual([4, 3, 0]);
  });

  it("goes by arrival and not by id", () => {
    const records = [9, 3, 5].map((id) => ({ id, durationMs: 1, database: "orders" }));
    expect(idsOf(records, 2)).toEqual([9, 3]);
  });

  it("counts queries that are still running, and keeps none of them", () => {
    expect(reportSlowQueries(recordsOf(-1, 5, -1, 6), 3)).toMatchObject({
      slowest: [{ id: 3 }, { id: 1 }],
      finished: 2,
      running: 2,
      totalMs: 11,
    });
  });

  it("keeps queries without end on top", () => {
    expect(idsOf(recordsOf(5, Infinity, 0, Infinity), 3)).toEqual([1, 3, 0]);
  });

  it("keeps none on a board for none", () => {
    expect(reportSlowQueries(recordsOf(5, 6), 0)).toMatchObject({ slowest: [], finished: 2 });
  });

  it("agrees with sorting everything", () => {
    const records = recordsOf(...Array.from({ length: 500 }, (_, id) => (id * id * 31) % 97));
    const sorted = records.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 60);
    expect(reportSlowQueries(records, 60).slowest).toEqual(sorted);
  });

  it("leaves the records as they were", () => {
    const records = recordsOf(3, 1, 2, -1, 2);
    const copy = structuredClone(records);
    reportSlowQueries(records, 2);
    expect(records).toEqual(copy);
  });
});
