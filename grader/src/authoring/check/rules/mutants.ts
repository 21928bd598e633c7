import { plural } from "../../../contract/format.ts";
import type { Comparison, Exercise } from "../../../contract/index.ts";
import { firstDifference } from "../../../engine/correctness/compare.ts";
import { type MadeArguments, makeArguments } from "../../../engine/inputs/make-arguments.ts";
import type { Answer } from "../../../engine/sandbox/sandbox.ts";
import { encode } from "../../../engine/sandbox/wire.ts";
import { allOver } from "../all-over.ts";
import { mutantsOf } from "../mutants.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

const seeds = [1, 2];

/** An input by name, and what the baseline answers to it: twice. */
interface Answered {
  readonly name: string;
  readonly isRandom: boolean;
  readonly answer: Answer;
  readonly again: Answer;
}

/** That a right answer with one small mistake in it does not pass for a right one. */
export async function* mutantsAreRefused(context: RuleContext): AsyncGenerator<RuleResult> {
  const { definition } = context.exercise;
  const answered = await answersOf(context);
  yield answersAreData(answered);
  yield answersAreTheSameAgain(answered, definition.answer.compare);
  yield answersDiffer(answered);
  yield noMutantPasses(answered, definition.answer.compare);
}

/** Asked in two processes, in the same order: an entry may keep things from call to call. */
async function answersOf({ exercise, answersOfBaseline }: RuleContext): Promise<Answered[]> {
  const inputs = inputsOf(exercise.definition);
  const made = inputs.map(({ args }) => args);
  const [answers, again] = await allOver([answersOfBaseline(made), answersOfBaseline(made)]);
  return inputs.map(({ name, isRandom }, at) => ({
    name,
    isRandom,
    answer: answers?.[at] ?? missing,
    again: again?.[at] ?? missing,
  }));
}

const missing: Answer = { kind: "not plain data", what: "missing" };

function inputsOf(definition: Exercise) {
  const { edgeCases, sizes } = definition.input;
  const edges = Object.entries(edgeCases).map(([name, make]) => ({
    name: `the case "${name}"`,
    isRandom: false,
    args: make() as MadeArguments,
  }));
  const drawn = [...sizes.check, sizes.time].flatMap((size) =>
    seeds.map((seed) => ({
      name: `an input of size ${size} (seed ${seed})`,
      isRandom: true,
      args: makeArguments(definition, seed, size),
    })),
  );
  return [...edges, ...drawn];
}

function answersAreData(answered: readonly Answered[]): RuleResult {
  const [bad] = answered.filter(({ answer }) => answer.kind === "not plain data");
  return {
    rule: "the baseline answers with plain data",
    holds: bad === undefined,
    figure:
      bad?.answer.kind === "not plain data"
        ? `${bad.answer.what}, on ${bad.name}`
        : plural(answered.length, "answer"),
    fix: "let the entry return what can be compared: numbers, strings, arrays, objects without a class, Map, Set, Date, typed arrays",
  };
}

/** Otherwise nothing can be right: a submission is held against one answer of the baseline. */
function answersAreTheSameAgain(answered: readonly Answered[], comparison: Comparison): RuleResult {
  const [other] = answered.flatMap(({ name, answer, again }) => {
    if (answer.kind !== "data" || again.kind !== "data") return [];
    const difference = firstDifference(answer.value, again.value, comparison);
    return difference === undefined ? [] : [`other at ${difference.path}, on ${name}`];
  });
  return {
    rule: "the baseline gives the same answer again",
    holds: other === undefined,
    figure: other ?? `${plural(answered.length, "input")}, each asked twice`,
    fix: "let the answer depend on the calls and their arguments alone: on no chance, and on no time of day",
  };
}

/** Of random inputs only: edge cases often share an empty answer. */
function answersDiffer(answered: readonly Answered[]): RuleResult {
  const drawn = answered.filter(({ isRandom }) => isRandom);
  const texts = drawn.flatMap(({ answer }) =>
    answer.kind === "data" ? [encode(answer.value).toString("latin1")] : [],
  );
  const kinds = new Set(texts).size;
  return {
    rule: "the answer depends on the input",
    holds: kinds > 1,
    figure: `${plural(kinds, "different answer")} to ${plural(drawn.length, "random input")}`,
    fix: "let input.make give inputs to which the answers differ: one that is always the same can be returned without any work",
  };
}

function noMutantPasses(answered: readonly Answered[], comparison: Comparison): RuleResult {
  const passed: string[] = [];
  const mutations = new Set<string>();
  let tried = 0;
  for (const { name, answer } of answered) {
    if (answer.kind !== "data") continue;
    for (const { mutation, path, value } of mutantsOf(answer.value, comparison)) {
      tried++;
      mutations.add(mutation);
      if (firstDifference(answer.value, value, comparison) !== undefined) continue;
      passed.push(`${mutation}, at ${path}, on ${name}`);
    }
  }
  const all = `${plural(tried, "mutant")} of ${mutations.size} kinds refused`;
  return {
    rule: "an answer with one mistake in it is refused",
    holds: tried > 0 && passed.length === 0,
    figure: passed.length === 0 ? all : `accepted: ${few(passed)}`,
    fix: "compare more strictly: answer.compare in exercise.ts, or an answer that holds more of what matters",
  };
}

function few(items: readonly string[]): string {
  const more = items.length > 3 ? ` and ${items.length - 3} more` : "";
  return `${items.slice(0, 3).join("; ")}${more}`;
}
