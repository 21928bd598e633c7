import { describe, expect, it } from "vitest";
import { planCrawl } from "#subject";
import type { Site } from "./baseline/site.ts";

/** A site from the links of each page, and from how often the pages fail. */
function siteOf(links: number[][], failures: number[] = []): Site {
  const starts = links.map((_, page) => links.slice(0, page).flat().length);
  return {
    failures: Uint8Array.from(links, (_, page) => failures[page] ?? 0),
    linksFrom: Int32Array.from([...starts, links.flat().length]),
    links: Int32Array.from(links.flat()),
  };
}

describe("planCrawl", () => {
  it("plans nothing for a site without pages", () => {
    expect(planCrawl(siteOf([]), [0], 2)).toEqual({
      fetches: [],
      abandoned: [],
      depth: 0,
      longestQueue: 0,
    });
  });

  it("fetches entry pages first, then links in the order in which they were found", () => {
    const site = siteOf([[2, 3], [4], [5], [], [], []]);
    expect(planCrawl(site, [0, 1], 1)).toEqual({
      fetches: [0, 1, 2, 3, 4, 5],
      abandoned: [],
      depth: 2,
      longestQueue: 3,
    });
  });

  it("fetches a page once, however often it is linked", () => {
    const site = siteOf([[1, 1, 0], [0, 2], [1]]);
    expect(planCrawl(site, [0, 0], 1).fetches).toEqual([0, 1, 2]);
  });

  it("skips dead links, and entry pages that are not there", () => {
    expect(planCrawl(siteOf([[7, -1, 1], []]), [9, 0], 1).fetches).toEqual([0, 1]);
  });

  it("puts a page that failed at the end of the queue, behind links found meanwhile", () => {
    const site = siteOf([[1, 2], [], [3], []], [0, 1, 0, 0]);
    expect(planCrawl(site, [0], 2).fetches).toEqual([0, 1, 2, 1, 3]);
  });

  it("puts links found later behind a page that waits for another attempt", () => {
    const site = siteOf([[1, 2], [3], [4, 5], [], [], []], [0, 1]);
    expect(planCrawl(site, [0], 2).fetches).toEqual([0, 1, 2, 1, 4, 5, 3]);
  });

  it("abandons a page after its last attempt, and never follows its links", () => {
    const site = siteOf([[1, 2], [3], [], []], [0, 3]);
    expect(planCrawl(site, [0], 3)).toEqual({
      fetches: [0, 1, 2, 1, 1],
      abandoned: [1],
      depth: 1,
      longestQueue: 2,
    });
  });

  it("follows links when the last attempt succeeds", () => {
    expect(planCrawl(siteOf([[1], []], [2]), [0], 3)).toMatchObject({
      fetches: [0, 0, 0, 1],
      abandoned: [],
    });
  });

  it("counts only pages that wait at the same time", () => {
    const chain = siteOf(Array.from({ length: 50 }, (_, page) => [page + 1]));
    expect(planCrawl(chain, [0], 1)).toMatchObject({ depth: 49, longestQueue: 1 });
  });

  it("keeps every page of a queue of 30,000", () => {
    const links = [Array.from({ length: 30_000 }, (_, position) => position + 1)];
    const site = {
      failures: new Uint8Array(30_001),
      linksFrom: new Int32Array(30_002).fill(30_000, 1),
      links: Int32Array.from(links.flat()),
    };
    const plan = planCrawl(site, [0], 1);
    expect(plan.longestQueue).toBe(30_000);
    expect(plan.fetches.every((page, position) => page === position)).toBe(true);
  });

  it("leaves the site as it was", () => {
    const site = siteOf([[1, 2], [0], []], [1, 0, 2]);
    const copy = structuredClone(site);
    planCrawl(site, [0], 2);
    expect(site).toEqual(copy);
  });
});
