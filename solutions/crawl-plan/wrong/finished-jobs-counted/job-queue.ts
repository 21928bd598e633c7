/** Pages that wait for a fetch, by number; the one that has waited longest is the next. */
export class JobQueue {
  readonly #pages: number[] = [];

  /** The largest number of pages that waited at the same time. */
  get longest(): number {
    return this.#pages.length;
  }

  add(page: number): void {
    this.#pages.push(page);
  }

  /** Removes and gives one page after the other, also those that are added meanwhile. */
  *drain(): Generator<number> {
    for (const page of this.#pages) yield page;
  }
}
