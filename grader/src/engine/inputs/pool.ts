import type { Exercise } from "../../contract/index.ts";
import type { EncodedArguments } from "../sandbox/sandbox.ts";
import { makeArguments } from "./make-arguments.ts";
import { seedOf } from "./seeds.ts";
import type { InputShelf } from "./shelf.ts";

/**
 * Fresh inputs of one size, numbered: input `index` is made from a seed of its own, once,
 * and kept encoded, so that both sides and all forks get the same ones.
 */
export class InputPool {
  readonly #exercise: Exercise;
  readonly #shelf: InputShelf;
  readonly #secret: number;
  readonly #size: number;
  readonly #made = new Map<number, EncodedArguments>();

  /** @param size by default the one that is timed */
  constructor(
    exercise: Exercise,
    shelf: InputShelf,
    secret: number,
    size = exercise.input.sizes.time,
  ) {
    this.#size = size;
    this.#exercise = exercise;
    this.#shelf = shelf;
    this.#secret = secret;
  }

  /** The inputs numbered from `first`, `count` of them. */
  take(first: number, count: number): EncodedArguments[] {
    return Array.from({ length: count }, (_, offset) => this.#at(first + offset));
  }

  #at(index: number): EncodedArguments {
    const known = this.#made.get(index);
    if (known !== undefined) return known;
    const seed = seedOf(this.#secret, `size ${this.#size}`, index);
    const input = this.#shelf.encode(makeArguments(this.#exercise, seed, this.#size));
    this.#made.set(index, input);
    return input;
  }
}
