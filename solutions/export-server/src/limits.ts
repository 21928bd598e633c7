/** How much an export may send. The operators change these while the server runs. */
export interface Limits {
  readonly rowsPerPart: number;
  readonly partsPerExport: number;
}

export type LimitsListener = (limits: Limits) => void;

/** Where the server keeps its limits. There is one of it, for as long as the process lives. */
class LimitsHub {
  #current: Limits = { rowsPerPart: 100, partsPerExport: 100 };
  readonly #listeners = new Set<LimitsListener>();

  get current(): Limits {
    return this.#current;
  }

  /** Sets new limits and tells everybody who listens. */
  publish(limits: Limits): void {
    this.#current = limits;
    for (const listener of this.#listeners) listener(limits);
  }

  /** From now on the listener is told of every change, until the function given back is called. */
  listen(listener: LimitsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const limitsHub = new LimitsHub();
