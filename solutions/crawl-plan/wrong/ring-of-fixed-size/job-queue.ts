/** Pages that wait for a fetch, by number; the one that has waited longest is the next. */
export class JobQueue {
  readonly #pages = new Int32Array(slots);
  #next = 0;
  #count = 0;
  #longest = 0;

  /** The largest number of pages that waited at the same time. */
  get longest(): number {
    return this.#longest;
  }

  add(page: number): void {
    this.#pages[(this.#next + this.#count) % slots] = page;
    this.#count++;
    this.#longest = Math.max(this.#longest, this.#count);
  }

  /** Removes and gives one page after the other, also those that are added meanwhile. */
  *drain(): Generator<number> {
    while (this.#count > 0) {
      const page = this.#pages[this.#next] as number;
      this.#next = (this.#next + 1) % slots;
      this.#count--;
      yield page;
    }
  }
}

/** More than any site has needed so far. */
const slots = 65_536;
