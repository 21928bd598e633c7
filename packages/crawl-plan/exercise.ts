import { defineExercise, type Random } from "@bottleneck/grader/contract";
import type { planCrawl } from "./baseline/index.ts";
import type { Site } from "./baseline/site.ts";

export default defineExercise<typeof planCrawl>({
  title: "The crawl plan",
  pathology: "quadratic algorithm",
  lesson: "L08",
  order: 320,
  difficulty: 2,
  prerequisites: ["contact-import"],
  origin: {
    url: "https://github.com/rocicorp/mono/pull/5986",
    summary:
      "Under heavy load a replication service spent up to 85 % of its CPU time in the dequeue " +
      "method of its own queue. That method called Array.shift, which is fast up to some ten " +
      "thousand elements. Beyond that it copies all the others. A ring buffer replaced it.",
  },
  entry: "planCrawl",
  input: {
    make: (random, size) => [
      makeSite(random, size),
      makeEntryPages(random, size),
      random.int(1, 3),
    ],
    sizes: { check: [3, 20, 150, 1500], time: 20_000 },
    edgeCases: {
      "no pages": () => [siteOf([]), [0], 2],
      "no entry pages": () => [siteOf([[0]]), [], 2],
      "one page that links to itself": () => [siteOf([[0, 0]]), [0], 2],
      "a page that no page links to": () => [siteOf([[2], [0], []]), [0], 1],
      "two pages that link to each other": () => [siteOf([[1], [0]]), [1, 0], 1],
      "entry pages given twice, or not there": () => [siteOf([[], []]), [1, 1, 7, -1, 0, 1], 2],
      "dead links": () => [siteOf([[5, -1, 1, 2_000_000_000], [2]]), [0], 1],
      "a page that fails once": () => [siteOf([[1, 2], [3], [], [2]], [[1, 1]]), [0], 2],
      "pages that fail up to the last attempt, and beyond": () => [
        siteOf(
          [[1, 2, 3, 4], [5], [6], [7], [8], [], [], [], []],
          [
            [1, 1],
            [2, 2],
            [3, 3],
            [4, 9],
          ],
        ),
        [0],
        3,
      ],
      "a page that fails beside links that are found meanwhile": () => [
        siteOf([[1, 2], [3, 4], [5, 6], [], [], [], []], [[1, 1]]),
        [0],
        2,
      ],
      "an entry page that never answers": () => [siteOf([[1], []], [[0, 99]]), [0], 5],
      "every page fails, with one attempt": () => [
        siteOf(
          [[1], []],
          [
            [0, 1],
            [1, 1],
          ],
        ),
        [0, 1],
        1,
      ],
      "a chain of pages, so that only one ever waits": () => [
        siteOf(
          range(1, 300).map((next) => [next]),
          [[7, 1]],
        ),
        [0],
        2,
      ],
      "a queue that grows, shrinks and grows again": () => [
        siteOf(range(0, 899).map((page) => (page % 100 === 99 ? range(page + 1, page + 100) : []))),
        range(0, 99),
        2,
      ],
      "a page with more links than most queues ever hold": () => [
        siteOf([range(1, 70_000), ...range(1, 70_000).map(() => [])]),
        [0],
        2,
      ],
    },
    isValid: ({ failures, linksFrom, links }) =>
      linksFrom.length === failures.length + 1 &&
      linksFrom.at(-1) === links.length &&
      linksFrom.every((start, page) => start >= (linksFrom[page - 1] ?? 0)),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 5,
    stretch: 20,
    growth: { below: 1.4, size: 10_000 },
  },
  diagnosis: { function: "drain", file: "job-queue.ts", lines: [18, 18] },
  hints: [
    "Grade once and look at the hottest function and its line. How many pages does it hand out in one plan for a site of 20,000 pages, and how long does one page take on average?",
    "Time plans for sites of 5,000, 10,000, 20,000 and 40,000 pages, and divide by the number of pages. Between which two sizes does the cost per page change, and what is different about the queue then?",
    "The first element of an array has index 0. What happens to all the others when you remove it? Think of a queue in which a page stays where it is until nobody needs it, and something else moves on.",
    "Keep the index of the next page beside the array. `drain` reads the page there and adds one to the index. Remember that the length of the array then means something else. To free the pages that are done, cut them off (`splice`) only when they are half of the array or more. Or use a ring: an array whose end continues at its start, doubled when it is full.",
  ],
});

/** A home page with links to sections, sections of some 500 pages, and a few links to anywhere. */
function makeSite(random: Random, size: number): Site {
  const sections = Math.ceil(size / 500);
  const pages = range(0, size - 1);
  const links = pages.map((page) => linksOf(random, page, sections, size));
  return siteOf(
    links,
    pages.filter((page) => page > 0 && random.chance(0.15)).map((page) => [page, random.int(1, 3)]),
  );
}

function linksOf(random: Random, page: number, sections: number, size: number): number[] {
  if (page === 0) return range(1, sections);
  if (page <= sections) return pagesOfSection(page, sections, size);
  return random.chance(0.2) ? [random.int(0, size)] : [];
}

function pagesOfSection(section: number, sections: number, size: number): number[] {
  const pages: number[] = [];
  for (let page = sections + section; page < size; page += sections) pages.push(page);
  return pages;
}

function makeEntryPages(random: Random, size: number): number[] {
  return [0, random.int(0, size - 1), random.int(0, size - 1)];
}

function siteOf(
  links: readonly (readonly number[])[],
  failures: readonly (readonly [page: number, count: number])[] = [],
): Site {
  const site = {
    failures: new Uint8Array(links.length),
    linksFrom: new Int32Array(links.length + 1),
    links: Int32Array.from(links.flat()),
  };
  for (const [page, count] of failures) site.failures[page] = count;
  let end = 0;
  for (const [page, targets] of links.entries()) {
    end += targets.length;
    site.linksFrom[page + 1] = end;
  }
  return site;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, position) => first + position);
}
