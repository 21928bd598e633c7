import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/engine/server-load/drive.ts";
import { KeptAnswers } from "../../src/engine/server-load/kept-answers.ts";

const exchange = (index: number, bytes: number, kind: Exchange["kind"] = "background") => ({
  kind,
  index,
  request: { method: "GET", path: `/${index}` } as const,
  status: 200,
  body: [Buffer.alloc(bytes)],
});

const indices = (kept: KeptAnswers) => kept.drawn().map(({ index }) => index);
const ascending = (a: number, b: number) => a - b;

describe("answers kept of a window", () => {
  it.each([1, 10, 300])("are all of %i small ones, by their index", (count) => {
    const kept = new KeptAnswers("background");
    for (let index = 0; index < count; index++) kept.add(exchange(index, 1000));
    expect(indices(kept).sort(ascending)).toEqual(Array.from({ length: count }, (_, at) => at));
    expect(kept.at(count - 1)?.request.path).toBe(`/${count - 1}`);
    expect(kept.at(count)).toBeUndefined();
  });

  it.each(["probe", "background"] as const)("are of one kind: %s", (kind) => {
    const kept = new KeptAnswers(kind);
    kept.add(exchange(0, 10, "probe"));
    kept.add(exchange(1, 10, "background"));
    expect(indices(kept)).toEqual([kind === "probe" ? 0 : 1]);
  });

  it("are the first 32 MB, and four of all that come later, any of them", () => {
    const later = new Set<number>();
    for (let window = 0; window < 60; window++) {
      const kept = new KeptAnswers("background");
      for (let index = 0; index < 40; index++) kept.add(exchange(index, 4e6));
      const found = indices(kept).sort(ascending);
      expect(found.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(found).toHaveLength(12);
      for (const index of found.slice(8)) later.add(index);
    }
    expect(later.size).toBeGreaterThan(28);
  });

  it("come in another order each time", () => {
    const kept = new KeptAnswers("background");
    for (let index = 0; index < 30; index++) kept.add(exchange(index, 1));
    expect(new Set([1, 2, 3].map(() => indices(kept).join())).size).toBe(3);
  });
});
