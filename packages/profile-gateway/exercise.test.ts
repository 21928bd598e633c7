import { describe, expect, it } from "vitest";
import { replayLog } from "#subject";
import type { LogLine } from "./baseline/index.ts";

describe("replayLog", () => {
  it("answers from the cache what was read before", () => {
    expect(replay(3, 100, "0 request ada", "1 request bo", "2 request ada")).toEqual({
      served: [1, 1, 1],
      hits: 1,
      expired: 0,
      evicted: 0,
      mostCached: 2,
      cached: ["ada", "bo"],
    });
  });

  it("evicts the one that was not used longest when the cache is full", () => {
    const full = replay(2, 100, "0 request ada", "1 request bo", "2 request ada", "3 request cy");
    expect(full).toMatchObject({ hits: 1, evicted: 1, mostCached: 2, cached: ["cy", "ada"] });
  });

  it("keeps an entry until just before its lifetime is over, however often it is read", () => {
    const lines = ["0 request ada", "50 request ada", "99 request ada"];
    expect(replay(3, 100, ...lines)).toMatchObject({ hits: 2, expired: 0 });
    expect(replay(3, 100, ...lines, "100 request ada")).toMatchObject({ hits: 2, expired: 1 });
  });

  it("gives an entry a new lifetime when it is stored again", () => {
    const lines = ["0 request ada", "60 edit ada", "159 request ada"];
    expect(replay(3, 100, ...lines)).toMatchObject({ served: [1, 2], hits: 1, expired: 0 });
    expect(replay(3, 100, ...lines, "160 request ada")).toMatchObject({ hits: 1, expired: 1 });
  });

  it("evicts nobody while entries that are too old could leave", () => {
    const lines = ["0 request ada", "50 request bo", "60 request ada", "100 request cy"];
    expect(replay(2, 100, ...lines)).toMatchObject({
      expired: 1,
      evicted: 0,
      cached: ["cy", "bo"],
    });
  });

  it("drops old entries before an edit stores anything", () => {
    const same = replay(3, 100, "0 request ada", "100 edit ada");
    expect(same).toMatchObject({ expired: 1, evicted: 0, cached: ["ada"] });
    const other = replay(1, 100, "0 request ada", "100 edit bo");
    expect(other).toMatchObject({ expired: 1, evicted: 0, cached: ["bo"] });
  });

  it("drops old entries with every line, also with those about other users", () => {
    const lines = ["0 request ada", "5 request bo", "104 logout cy"];
    expect(replay(9, 100, ...lines)).toMatchObject({ expired: 1, cached: ["bo"] });
  });

  it("does not notice what others change in the database", () => {
    const lines = [
      "0 request ada",
      "1 import ada",
      "2 request ada",
      "3 logout ada",
      "4 request ada",
    ];
    expect(replay(3, 100, ...lines)).toMatchObject({ served: [1, 1, 2], hits: 1 });
  });

  it("forgets a user who logs out, and counts that neither as expired nor as evicted", () => {
    const lines = ["0 request ada", "1 logout ada", "2 logout bo", "300 request cy"];
    expect(replay(3, 100, ...lines)).toMatchObject({ expired: 0, evicted: 0, cached: ["cy"] });
  });

  it("counts an entry that was stored again only once when it expires", () => {
    const lines = ["0 edit ada", "10 edit ada", "20 logout ada", "30 edit ada", "500 request bo"];
    expect(replay(3, 100, ...lines)).toMatchObject({ expired: 1, served: [1], cached: ["bo"] });
  });

  it("keeps nothing without room, and nothing without a lifetime", () => {
    const lines = ["0 request ada", "0 request ada"];
    expect(replay(0, 100, ...lines)).toMatchObject({ hits: 0, evicted: 2, cached: [] });
    expect(replay(3, 0, ...lines)).toMatchObject({ hits: 0, expired: 2, cached: [] });
  });

  it.each(["constructor", "__proto__", ""])("takes %j for a login like any other", (user) => {
    const lines = [`0 request ${user}`, `1 edit ${user}`, `2 request ${user}`];
    expect(replay(3, 100, ...lines)).toMatchObject({ served: [1, 2], hits: 1, cached: [user] });
  });

  it("gives an empty replay for an empty log", () => {
    expect(replay(3, 100)).toEqual({
      served: [],
      hits: 0,
      expired: 0,
      evicted: 0,
      mostCached: 0,
      cached: [],
    });
  });
});

function replay(capacity: number, lifetimeMs: number, ...texts: string[]) {
  const lines = texts.map((text) => {
    const [at, kind, user = ""] = text.split(" ");
    return { at: Number(at), kind: kind as LogLine["kind"], user };
  });
  return replayLog(lines, { capacity, lifetimeMs });
}
