import type { Course, LoadedExercise } from "../../course/exercises/load.ts";
import type { GradingResult, Subject } from "../../grading/result.ts";
import { type ExerciseFigures, figuresOf } from "../figures/figures.ts";
import { figuresOfSoundCheck, keepFigures } from "../figures/sealed-figures.ts";
import { checkDigest } from "./check-digest.ts";
import { contextOf } from "./context.ts";
import { keepingRules, readingRules } from "./reading-rules.ts";
import type { Instruments, Rule, RuleContext, RuleResult } from "./rule.ts";
import { runningRules } from "./running-rules.ts";

/** What a check looks at. */
export interface Thoroughness {
  /** Only read files: run and measure nothing. */
  readonly texts: boolean;
  /** Run even what is unchanged since everything held. */
  readonly force: boolean;
  /** Put the figures beside the solutions. */
  readonly write: boolean;
}

/** That the rules which run code were left out, and why. */
export interface LeftOut {
  readonly leftOut: "unchanged" | "only texts";
  /** When all of them held, where that is known; ISO 8601. */
  readonly since?: string;
}

/** Makes what the rules measure with; tests bring their own. @param onGraded for each grading */
export type MakeInstruments = (onGraded: (result: GradingResult) => void) => Instruments;

/**
 * Checks one exercise: what can be read, then what has to be run, unless nothing of it has changed
 * since all of that held. Then the figures are kept.
 *
 * @throws what keeps the exercise from being run at all; nothing is kept then
 */
export async function* checkExercise(
  course: Course,
  exercise: LoadedExercise,
  { texts, force, write }: Thoroughness,
  makeInstruments: MakeInstruments,
): AsyncGenerator<RuleResult | LeftOut> {
  const results = new Map<Subject, GradingResult>();
  const instruments = makeInstruments((result) => results.set(result.subject, result));
  const context = contextOf(course, exercise, instruments);
  yield* findingsOf(readingRules, context);
  const { root } = course;
  const digest = checkDigest(root, exercise);
  const sound = force ? undefined : figuresOfSoundCheck(root, exercise.id, digest);
  if (texts) yield { leftOut: "only texts" };
  else if (sound !== undefined) {
    if (write) keepFigures(sound, root, true);
    yield { leftOut: "unchanged", since: sound.measured.on };
  } else {
    const started = performance.now();
    const isSound = yield* reporting(findingsOf(runningRules, context));
    const figures = figuresOf([...results.values()]);
    const check = { seconds: Math.round((performance.now() - started) / 1000), digest, isSound };
    if (figures) keepFigures(afterCheck(check, figures), root, write);
  }
  yield* findingsOf(keepingRules, context);
}

async function* findingsOf(
  rules: readonly Rule[],
  context: RuleContext,
): AsyncGenerator<RuleResult> {
  for (const rule of rules) yield* rule(context);
}

/** Passes findings on, and returns whether all of them hold. */
async function* reporting(
  findings: AsyncIterable<RuleResult>,
): AsyncGenerator<RuleResult, boolean> {
  let isSound = true;
  for await (const finding of findings) {
    isSound &&= finding.holds;
    yield finding;
  }
  return isSound;
}

/** The figures of a check, with the digest of what it checked: as sound, or as failed. */
function afterCheck(
  { seconds, digest, isSound }: { seconds: number; digest: string; isSound: boolean },
  { exercise, version, measured, ...rest }: ExerciseFigures,
): ExerciseFigures {
  const verdict = isSound ? { checked: digest } : { failed: digest };
  return { exercise, version, ...verdict, measured: { ...measured, seconds }, ...rest };
}
