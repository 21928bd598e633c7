/** How much an export may send. The operators change these while the server runs. */
export interface Limits {
  readonly rowsPerPart: number;
  readonly partsPerExport: number;
}

export interface LimitsListener {
  adopt(limits: Limits): void;
}

/** Where the server keeps its limits. There is one of it, for as long as the process lives. */
class LimitsHub {
  #current: Limits = { rowsPerPart: 100, partsPerExport: 100 };
  readonly #listeners: WeakRef<LimitsListener>[] = [];

  get current(): Limits {
    return this.#current;
  }

  /** Sets new limits and tells everybody who listens. */
  publish(limits: Limits): void {
    this.#current = limits;
    for (const listener of this.#listeners) listener.deref()?.adopt(limits);
  }

  /** From now on the listener is told of every change. */
  listen(listener: LimitsListener): void {
    this.#listeners.push(new WeakRef(listener));
  }
}

export const limitsHub = new LimitsHub();
