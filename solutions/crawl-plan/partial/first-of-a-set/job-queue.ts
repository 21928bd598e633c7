/** Pages that wait for a fetch, by number; the one that has waited longest is the next. */
export class JobQueue {
  readonly #pages = new Set<number>();
  #longest = 0;

  /** The largest number of pages that waited at the same time. */
  get longest(): number {
    return this.#longest;
  }

  add(page: number): void {
    this.#pages.add(page);
    this.#longest = Math.max(this.#longest, this.#pages.size);
  }

  /** Removes and gives one page after the other, also those that are added meanwhile. */
  *drain(): Generator<number> {
    while (this.#pages.size > 0) {
      const [page] = this.#pages as Set<number> & Iterable<number>;
      if (page === undefined) return;
      this.#pages.delete(page);
      yield page;
    }
  }
}
