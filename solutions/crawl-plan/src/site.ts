/** A site, as last night's crawl saw it. Its pages are numbered from 0. */
export interface Site {
  /** How many fetches of each page fail before one succeeds. */
  readonly failures: Uint8Array;
  /** The places where the links of each page start in `links`, and last the length of that. */
  readonly linksFrom: Int32Array;
  /** The pages that page 0 links to, then those of page 1, ...; a number without a page is dead. */
  readonly links: Int32Array;
}

/** What a crawl would do. */
export interface CrawlPlan {
  /** The pages in the order of their fetches; a page that is fetched again appears again. */
  readonly fetches: readonly number[];
  /** Pages that still failed at their last attempt, in the order of that attempt. */
  readonly abandoned: readonly number[];
  /** The largest number of links that the crawl followed from an entry page to a page it found. */
  readonly depth: number;
  /** The largest number of jobs that waited at the same time. */
  readonly longestQueue: number;
}
