import { describe, expect, it } from "vitest";
import { indexTransactions } from "#subject";
import type { Transaction } from "./baseline/index.ts";

function rowOf(fields: Partial<Transaction> = {}): Transaction {
  return {
    id: "40021375",
    account: "31926819",
    status: "booked",
    bookedOn: "2026-03-31",
    cents: -1_250,
    ...fields,
  };
}

describe("indexTransactions", () => {
  it("gives two empty indexes for an empty feed", () => {
    expect(indexTransactions([])).toEqual({ byId: {}, byAccount: {} });
  });

  it("lists a transaction under its id and under its account", () => {
    const row = rowOf();
    expect(indexTransactions([row])).toEqual({
      byId: { "40021375": row },
      byAccount: { "31926819": { lastBookedOn: "2026-03-31", versions: [row] } },
    });
  });

  it("keeps the accounts apart", () => {
    const [one, other] = [rowOf({ id: "1", account: "a" }), rowOf({ id: "2", account: "b" })];
    const { byAccount } = indexTransactions([one, other]);
    expect(byAccount.a?.versions).toEqual([one]);
    expect(byAccount.b?.versions).toEqual([other]);
  });

  it("finds the version delivered last by id, and all of them by account in delivery order", () => {
    const versions = [rowOf({ cents: 1 }), rowOf({ cents: 3 }), rowOf({ cents: 2 })];
    const { byId, byAccount } = indexTransactions(versions);
    expect(byId["40021375"]?.cents).toBe(2);
    expect(byAccount["31926819"]?.versions.map((version) => version.cents)).toEqual([1, 3, 2]);
  });

  it("leaves an earlier version with the account that it was booked on", () => {
    const { byAccount } = indexTransactions([rowOf({ account: "a" }), rowOf({ account: "b" })]);
    expect(Object.keys(byAccount)).toEqual(["a", "b"]);
  });

  it("takes the latest booking date of an account, even when an older one comes last", () => {
    const feed = ["2026-03-30", "2026-04-01", "2026-03-31"].map((bookedOn) => rowOf({ bookedOn }));
    expect(indexTransactions(feed).byAccount["31926819"]?.lastBookedOn).toBe("2026-04-01");
  });

  it.each([
    ["pending", rowOf({ status: "pending" })],
    ["not a whole number of cents", rowOf({ cents: 12.5 })],
    ["beyond the safe integers", rowOf({ cents: 2 ** 53 })],
  ])("leaves out a row that is %s", (_, row) => {
    expect(indexTransactions([row])).toEqual({ byId: {}, byAccount: {} });
  });

  it.each(["constructor", "toString", "__proto__", "", "007"])(
    "takes %j for an id and an account like any other",
    (name) => {
      const row = rowOf({ id: name, account: name });
      const { byId, byAccount } = indexTransactions([row, row]);
      expect(Object.entries(byId)).toEqual([[name, row]]);
      expect(Object.entries(byAccount)).toEqual([
        [name, { lastBookedOn: "2026-03-31", versions: [row, row] }],
      ]);
    },
  );

  it("remembers nothing of earlier calls", () => {
    const row = rowOf();
    indexTransactions([rowOf({ id: "1", bookedOn: "2027-01-01" })]);
    expect(indexTransactions([row])).toEqual({
      byId: { "40021375": row },
      byAccount: { "31926819": { lastBookedOn: "2026-03-31", versions: [row] } },
    });
  });

  it("leaves the feed as it was", () => {
    const feed = [rowOf({ cents: 1 }), rowOf({ status: "pending" }), rowOf({ cents: 2 })];
    const copy = structuredClone(feed);
    indexTransactions(feed);
    expect(feed).toEqual(copy);
  });
});
