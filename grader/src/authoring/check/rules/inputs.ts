import { isDeepStrictEqual } from "node:util";
import { ExerciseError } from "../../../contract/errors.ts";
import type { Exercise } from "../../../contract/index.ts";
import { median } from "../../../contract/statistics/summary.ts";
import { type MadeArguments, makeArguments } from "../../../engine/inputs/make-arguments.ts";
import { isInputFile } from "../../../engine/inputs/shelf.ts";
import { workOf } from "../../../engine/machine/limit.ts";
import { largestSize } from "../../../engine/measurement/growth.ts";
import { encode } from "../../../engine/sandbox/wire.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { areValid } from "./valid-inputs.ts";

const seeds = [1, 2, 3, 4, 5];

/** Inputs of one size, as bytes: one for each seed. */
interface Drawn {
  readonly size: number;
  readonly inputs: readonly MadeArguments[];
  readonly encoded: readonly Buffer[];
}

/** That the generator gives other inputs for other seeds and sizes, and the same for the same. */
export function* inputsAreSound({ exercise }: RuleContext): Generator<RuleResult> {
  const { definition } = exercise;
  const rule = "every input can be made";
  const fix = "fix input.make, or the edge case, in exercise.ts";
  let drawn: Drawn[];
  let edgeCases: Map<string, MadeArguments>;
  try {
    drawn = sizesOf(definition).map((size) => draw(definition, size));
    edgeCases = makeEdgeCases(definition);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    yield { rule, holds: false, figure: error.message, fix };
    return;
  }
  const count = `${drawn.length} sizes, ${seeds.length} seeds each, ${edgeCases.size} edge cases`;
  yield { rule, holds: true, figure: count, fix };
  yield areDeterministic(definition, drawn);
  yield differBySeed(drawn);
  yield growWithSize(drawn);
  yield* areValid(definition, drawn, edgeCases);
  if (definition.work !== undefined) yield tellTheirWork(definition, drawn);
}

/** In growing order, each once. */
function sizesOf({ input: { sizes }, goal: { growth } }: Exercise): number[] {
  const all = [...sizes.check, sizes.time, ...(growth === undefined ? [] : [largestSize(growth)])];
  return [...new Set(all)].sort((a, b) => a - b);
}

function draw(definition: Exercise, size: number): Drawn {
  const inputs = seeds.map((seed) => makeArguments(definition, seed, size));
  return { size, inputs, encoded: inputs.map(bytesOf) };
}

/** Files are their names and texts here: where they will lie does not matter. */
function bytesOf(input: MadeArguments): Buffer {
  const plain = input.map((one) => (isInputFile(one) ? { name: one.name, text: one.text } : one));
  return encode(plain, "a submission");
}

function makeEdgeCases({ input }: Exercise): Map<string, MadeArguments> {
  const made = Object.entries(input.edgeCases).map(([name, make]): [string, MadeArguments] => {
    try {
      const args = make();
      bytesOf(args);
      return [name, args];
    } catch (error) {
      throw new ExerciseError(
        `the edge case "${name}" failed: ${(error as Error).message}`,
        "fix it in the exercise's exercise.ts",
      );
    }
  });
  return new Map(made);
}

/** Made again, after all others: what one call leaves behind for the next would show. */
function areDeterministic(definition: Exercise, drawn: readonly Drawn[]): RuleResult {
  const other = drawn.filter(({ size, encoded }) => {
    return !isDeepStrictEqual(draw(definition, size).encoded, encoded);
  });
  return {
    rule: "the same seed gives the same input",
    holds: other.length === 0,
    figure: other.length === 0 ? "byte for byte" : `not at ${describeSizes(other)}`,
    fix: "take all randomness in input.make from `random`, no time of day, and keep nothing between calls",
  };
}

/** Two inputs of a few elements may be equal by chance; two of the timed size must not. */
function differBySeed(drawn: readonly Drawn[]): RuleResult {
  const alike = drawn.filter(({ encoded }) => distinct(encoded) === 1);
  const largest = drawn.at(-1);
  const isRepeating = largest !== undefined && distinct(largest.encoded) < seeds.length;
  const failing = new Set([...alike, ...(isRepeating ? [largest] : [])]);
  return {
    rule: "other seeds give other inputs",
    holds: failing.size === 0,
    figure:
      failing.size === 0
        ? `${seeds.length} of ${seeds.length} at size ${largest?.size}`
        : `not at ${describeSizes([...failing])}`,
    fix: "let input.make draw values from `random`: what is the same each time can be learnt by heart",
  };
}

const distinct = (inputs: readonly Buffer[]) =>
  new Set(inputs.map((input) => input.toString("latin1"))).size;

function growWithSize(drawn: readonly Drawn[]): RuleResult {
  const sizes = drawn.map(({ size, encoded }) => ({
    size,
    bytes: median(encoded.map(({ length }) => length)),
  }));
  const grows = sizes.every(({ bytes }, at) => at === 0 || bytes > (sizes[at - 1]?.bytes ?? 0));
  return {
    rule: "larger sizes give larger inputs",
    holds: grows,
    figure: sizes.map(({ size, bytes }) => `${size}: ${Math.round(bytes)} bytes`).join(", "),
    fix: "let input.make make more for a larger `size`; its sizes are those of input.sizes and of goal.growth",
  };
}

/** An edge case may ask for no work at all; what is timed does not. */
function tellTheirWork(definition: Exercise, drawn: readonly Drawn[]): RuleResult {
  const timed = drawn.find(({ size }) => size === definition.input.sizes.time);
  const rule = "the least work of a timed call is known";
  const fix = "let `work` in exercise.ts give bytes or operations for whatever input.make makes";
  try {
    const works = (timed?.inputs ?? []).map((input) => workOf(definition, input));
    const bytes = median(works.map((work) => work.bytes));
    const operations = median(works.map((work) => work.operations));
    return { rule, holds: true, figure: `${bytes} bytes, ${operations} operations`, fix };
  } catch (error) {
    return { rule, holds: false, figure: (error as Error).message, fix };
  }
}

const describeSizes = (drawn: readonly Drawn[]) =>
  `size ${drawn.map(({ size }) => size).join(", ")}`;
