import { JobQueue } from "./job-queue.ts";
import type { CrawlPlan, Site } from "./site.ts";

/**
 * Plays through a crawl of a site without fetching anything.
 *
 * The entry pages are queued first, in the order given, then each link as its page is fetched. A
 * page is queued once, however often it is linked. A page whose fetch fails goes to the end of the
 * queue for another attempt; its links are followed when a fetch succeeds. After `attempts` failed
 * fetches it is abandoned. Dead links are skipped. Never throws.
 */
export function planCrawl(site: Site, entryPages: readonly number[], attempts: number): CrawlPlan {
  const crawl = new Crawl(site, attempts);
  for (const page of entryPages) crawl.discover(page, 0);
  return crawl.run();
}

const unknown = -1;

class Crawl {
  readonly #site: Site;
  readonly #attempts: number;
  readonly #queue = new JobQueue();
  /** By page: how many links away from an entry page it was found. */
  readonly #depths: Int32Array;
  /** By page: how many of its fetches failed so far. */
  readonly #failed: Uint8Array;
  readonly #fetches: number[] = [];
  readonly #abandoned: number[] = [];
  #depth = 0;

  constructor(site: Site, attempts: number) {
    this.#site = site;
    this.#attempts = attempts;
    this.#depths = new Int32Array(site.failures.length).fill(unknown);
    this.#failed = new Uint8Array(site.failures.length);
  }

  discover(page: number, depth: number): void {
    if (this.#depths[page] !== unknown) return;
    this.#depths[page] = depth;
    this.#depth = Math.max(this.#depth, depth);
    this.#queue.add(page);
  }

  run(): CrawlPlan {
    for (const page of this.#queue.drain()) {
      this.#fetches.push(page);
      if (this.#fails(page)) this.#tryAgain(page);
      else this.#follow(page);
    }
    return {
      fetches: this.#fetches,
      abandoned: this.#abandoned,
      depth: this.#depth,
      longestQueue: this.#queue.longest,
    };
  }

  #fails(page: number): boolean {
    return (this.#failed[page] ?? 0) < (this.#site.failures[page] ?? 0);
  }

  #tryAgain(page: number): void {
    const failed = (this.#failed[page] ?? 0) + 1;
    this.#failed[page] = failed;
    if (failed < this.#attempts) this.#queue.add(page);
    else this.#abandoned.push(page);
  }

  #follow(page: number): void {
    const { linksFrom, links } = this.#site;
    const depth = (this.#depths[page] ?? 0) + 1;
    const end = linksFrom[page + 1] ?? 0;
    for (let at = linksFrom[page] ?? 0; at < end; at++) this.discover(links[at] ?? -1, depth);
  }
}
