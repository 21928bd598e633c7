import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type Exercise, type InputFile } from "../contract/index.ts";
import { ExerciseError } from "../errors.ts";
import type { EncodedArguments } from "../sandbox/sandbox.ts";
import { encode } from "../sandbox/wire.ts";
import { writingTo } from "../scratch.ts";
import { seedOf } from "./seeds.ts";

/** The arguments of one call as the exercise made them, before files are written. */
export type MadeArguments = readonly unknown[];

/** Turns made arguments into what is delivered: files are written and replaced by their paths. */
export class InputShelf {
  readonly #folder: string;
  #written = 0;

  /** @param folder where files go; both sides may read it */
  constructor(folder: string) {
    this.#folder = folder;
  }

  encode(args: MadeArguments): EncodedArguments {
    const delivered = args.map((argument) =>
      isInputFile(argument) ? this.#write(argument) : argument,
    );
    return encode(delivered, "the course");
  }

  #write(file: InputFile): string {
    const folder = join(this.#folder, String(this.#written++));
    const path = join(folder, file.name);
    writingTo(folder, () => {
      mkdirSync(folder);
      writeFileSync(path, file.text);
    });
    return path;
  }
}

/** True for an argument that stands for a file. */
export function isInputFile(argument: unknown): argument is InputFile {
  return (argument as InputFile | null)?.kind === "input file";
}

/** Makes the arguments of one call from a seed. */
export function makeArguments(exercise: Exercise, seed: number, size: number): MadeArguments {
  try {
    return exercise.input.make(createRandom(seed), size);
  } catch (error) {
    throw new ExerciseError(
      `input.make failed for size ${size} and seed ${seed}: ${(error as Error).message}`,
      "mend it in the exercise's exercise.ts",
    );
  }
}

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
