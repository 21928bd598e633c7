import type { EncodedArguments } from "../sandbox/sandbox.ts";
import type { InputPool } from "./pool.ts";

/** What may be spent on making inputs: then they come again, in turn. */
export interface InputBudget {
  readonly ms: number;
  /** Of encoded inputs, which are kept. */
  readonly bytes: number;
}

/**
 * Inputs for calls that are watched and not timed. Each is used once, as when calls are timed, for
 * as long as there is time to make more of them.
 */
export class FreshInputs {
  readonly #pool: Pick<InputPool, "take">;
  readonly #budget: InputBudget;
  readonly #now: () => number;
  readonly #made: EncodedArguments[] = [];
  #spent: InputBudget = { ms: 0, bytes: 0 };

  /** @param now a clock in ms */
  constructor(
    pool: Pick<InputPool, "take">,
    budget: InputBudget,
    now: () => number = () => performance.now(),
  ) {
    this.#pool = pool;
    this.#budget = budget;
    this.#now = now;
  }

  /** The inputs of the calls numbered from `first`, as many as fit into `bytes`, but one at least. */
  take(first: number, count: number, bytes: number): EncodedArguments[] {
    const taken: EncodedArguments[] = [];
    let size = 0;
    for (let call = first; call < first + count; call++) {
      const input = this.#at(call);
      size += input.length;
      if (size > bytes && taken.length > 0) break;
      taken.push(input);
    }
    return taken;
  }

  /** How many different inputs so many calls from the first on get. */
  countOf(calls: number): number {
    return Math.min(calls, this.#made.length);
  }

  #at(call: number): EncodedArguments {
    while (call >= this.#made.length && this.#mayMake()) this.#make();
    return this.#made[call % this.#made.length] as EncodedArguments;
  }

  #mayMake(): boolean {
    const { ms, bytes } = this.#spent;
    return this.#made.length === 0 || (ms < this.#budget.ms && bytes < this.#budget.bytes);
  }

  #make(): void {
    const start = this.#now();
    const [input] = this.#pool.take(this.#made.length, 1) as [EncodedArguments];
    this.#made.push(input);
    this.#spent = {
      ms: this.#spent.ms + this.#now() - start,
      bytes: this.#spent.bytes + input.length,
    };
  }
}
