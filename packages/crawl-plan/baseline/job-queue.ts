/** Pages that wait for a fetch, by number; the one that has waited longest is the next. */
export class JobQueue {
  readonly #pages: number[] = [];
  #longest = 0;

  /** The largest number of pages that waited at the same time. */
  get longest(): number {
    return this.#longest;
  }

  add(page: number): void {
    this.#pages.push(page);
    this.#longest = Math.max(this.#longest, this.#pages.length);
  }

  /** Removes and gives one page after the other, also those that are added meanwhile. */
  *drain(): Generator<number> {
    for (let page = this.#pages.shift(); page !== undefined; page = this.#pages.shift()) yield page;
  }
}
