import { operations } from "@bottleneck/parcel-board/resource";
import { describe, expect, it } from "vitest";
import { parcelBoard } from "#subject";

// What the carrier says of these: see the first test.
const inTransit = "JD0146000001";
const late = "JD0146000004";
const delivered = "JD0146000005";
const unknown = "JD0146000007";
const archived = "JD0146000012";

const numbers = (count: number) =>
  Array.from({ length: count }, (_, offset) => `JD0146${1000 + offset}`);

describe("parcelBoard", () => {
  it("shows what the carrier says of each parcel, in the order of the list", async () => {
    const { rows } = await parcelBoard([late, unknown, inTransit, archived, delivered]);
    expect(rows).toEqual([
      { number: late, stage: "out for delivery", depot: "Bremen", late: true },
      { number: unknown, stage: "unknown number", depot: null, late: false },
      { number: inTransit, stage: "in transit", depot: "Bremen", late: false },
      { number: archived, stage: "archived", depot: null, late: false },
      { number: delivered, stage: "delivered", depot: "Utrecht", late: false },
    ]);
  });

  it("adds up the rows that are not delivered, by depot, in the order of the rows", async () => {
    const { depots } = await parcelBoard([delivered, inTransit, late, unknown]);
    expect(depots).toMatchObject([
      { depot: "Utrecht", open: 0, late: 0, grams: 0 },
      { depot: "Bremen", open: 2, late: 1 },
    ]);
  });

  it("keeps the order of a long list, and is refused nothing", async () => {
    const list = numbers(80);
    const { rows } = await parcelBoard(list);
    expect(rows.map(({ number }) => number)).toEqual(list);
    expect(rows.filter(({ stage }) => stage.startsWith("refused"))).toEqual([]);
  });

  it("keeps a long list's order in what it tells of each parcel", async () => {
    const list = numbers(30);
    const { rows } = await parcelBoard(list);
    const one = await parcelBoard([list[17] ?? ""]);
    expect(rows[17]).toEqual(one.rows[0]);
    expect(new Set(rows.map(({ depot }) => depot)).size).toBeGreaterThan(3);
  });

  it("has two rows for a parcel that is listed twice, and counts both", async () => {
    const once = await parcelBoard([inTransit]);
    const twice = await parcelBoard([inTransit, unknown, inTransit]);
    expect(twice.rows).toHaveLength(3);
    expect(twice.rows[2]).toEqual(once.rows[0]);
    expect(twice.depots[0]?.grams).toBe(2 * (once.depots[0]?.grams ?? 0));
  });

  it("knows no parcel by a text that is no number", async () => {
    const { rows } = await parcelBoard(["", "a/b", "../parcels"]);
    expect(rows.map(({ number }) => number)).toEqual(["", "a/b", "../parcels"]);
    expect(rows[0]?.stage).toBe("unknown number");
  });

  it("asks the carrier no more than once for each number on the list", async () => {
    const before = operations();
    await parcelBoard(numbers(60));
    expect(operations() - before).toBeLessThanOrEqual(60);
  });

  it("asks the carrier anew for a list that it had before", async () => {
    const list = numbers(20);
    await parcelBoard(list);
    const before = operations();
    await parcelBoard(list);
    expect(operations() - before).toBe(20);
  });

  it("is empty for an empty list", async () => {
    expect(await parcelBoard([])).toEqual({ rows: [], depots: [] });
  });
});
