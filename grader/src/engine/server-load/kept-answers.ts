import { randomInt } from "node:crypto";
import { createRandom } from "../../contract/index.ts";
import type { Exchange } from "./drive.ts";

/** Bytes of answers that are kept of a window, the first ones. */
const mostBytes = 32e6;

/** How many of the answers after those are kept: any of them, equally likely. */
const keptOfOthers = 4;

/** Answers that a server gave while it was driven, to be compared when the clock has stopped. */
export class KeptAnswers {
  readonly #kind: Exchange["kind"];
  readonly #first = new Map<number, Exchange>();
  readonly #others: Exchange[] = [];
  #countOfOthers = 0;
  #bytes = 0;

  constructor(kind: Exchange["kind"]) {
    this.#kind = kind;
  }

  add(exchange: Exchange): void {
    if (exchange.kind !== this.#kind) return;
    this.#bytes += exchange.body.reduce((sum, { length }) => sum + length, 0);
    if (this.#bytes <= mostBytes) this.#first.set(exchange.index, exchange);
    else this.#mayKeep(exchange);
  }

  at(index: number): Exchange | undefined {
    return this.#first.get(index) ?? this.#others.find((other) => other.index === index);
  }

  /** All that are kept, in an order that is drawn. */
  drawn(): Exchange[] {
    const all = [...this.#first.values(), ...this.#others];
    return createRandom(randomInt(2 ** 32)).shuffle(all);
  }

  /** Reservoir sampling: J. Vitter, Random Sampling with a Reservoir, ACM TOMS 11(1), 1985. */
  #mayKeep(exchange: Exchange): void {
    this.#countOfOthers++;
    if (this.#others.length < keptOfOthers) {
      this.#others.push(exchange);
      return;
    }
    const place = randomInt(this.#countOfOthers);
    if (place < keptOfOthers) this.#others[place] = exchange;
  }
}
