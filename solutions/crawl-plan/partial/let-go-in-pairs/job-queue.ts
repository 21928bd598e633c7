/** Pages that wait for a fetch, by number; the one that has waited longest is the next. */
export class JobQueue {
  /** Those before `#next` are done. */
  readonly #pages: number[] = [];
  #next = 0;
  #longest = 0;

  /** The largest number of pages that waited at the same time. */
  get longest(): number {
    return this.#longest;
  }

  add(page: number): void {
    this.#pages.push(page);
    this.#longest = Math.max(this.#longest, this.#pages.length - this.#next);
  }

  /** Removes and gives one page after the other, also those that are added meanwhile. */
  *drain(): Generator<number> {
    while (this.#next < this.#pages.length) {
      const page = this.#pages[this.#next++] as number;
      if (this.#next === mostDone) this.#letGo();
      yield page;
    }
  }

  #letGo(): void {
    this.#pages.splice(0, this.#next);
    this.#next = 0;
  }
}

/** Pages that are done are let go in groups of so many. */
const mostDone = 2;
