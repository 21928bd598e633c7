import type { Growth } from "../../contract/index.ts";
import type { Solutions } from "../../course/exercises/course.ts";
import type { Course, LoadedExercise } from "../../course/exercises/load.ts";
import type { MadeArguments } from "../../engine/inputs/make-arguments.ts";
import type { GrowthMeasurement } from "../../engine/measurement/growth.ts";
import type { GradingSchedule } from "../../engine/measurement/schedule.ts";
import type { Answer } from "../../engine/sandbox/sandbox.ts";
import type { CostEvidence } from "../../evidence/costly-place.ts";
import type { GradingResult, Subject } from "../../grading/result.ts";

/** Whether one rule holds for one exercise. */
export interface RuleResult {
  /** The rule, as a sentence that is true when it holds. */
  readonly rule: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly figure: string;
  /** What an author can do when it does not hold. */
  readonly fix: string;
}

/** What rules may look at. */
export interface RuleContext extends Instruments {
  readonly course: Course;
  readonly exercise: LoadedExercise;
  readonly solutions: Solutions;
}

/** How rules get to know what code does; tests bring their own. */
export interface Instruments {
  /** Grades a folder in the place of the student's: quickly, unless a schedule says otherwise. */
  grade(subject: Subject, folder: string, schedule?: GradingSchedule): Promise<GradingResult>;
  /** What the baseline answers to each input. */
  answersOfBaseline(inputs: readonly MadeArguments[]): Promise<readonly Answer[]>;
  /** Profiles of what the baseline is graded by, each of a fresh process on fresh inputs. */
  profileBaseline(times: number): Promise<readonly ProfiledBaseline[]>;
  /** How the baseline's time grows; it may be too slow to be measured at the largest size. */
  growthOfBaseline(growth: Growth): Promise<GrowthMeasurement | "timed out">;
  /** Runs the visible tests on versions, each by name as its files: text by path. */
  runVisibleTests(versions: ReadonlyMap<string, Sources>): Promise<ReadonlyMap<string, TestRun>>;
}

/** As much of a side's evidence as shows where its cost comes from. */
export type ProfiledBaseline = CostEvidence;

/** The files of a version: text by path, with an index.ts. */
export type Sources = ReadonlyMap<string, string>;

/** How the visible tests went on one version. */
export type TestRun =
  | { readonly state: "passed"; readonly tests: number }
  /** The first test that failed. */
  | { readonly state: "failed"; readonly test: string }
  /** The file can't be loaded with this version, or holds no test. */
  | { readonly state: "not run"; readonly why: string };

/** One subject of the rules: states a finding for each rule about it. */
export type Rule = (context: RuleContext) => AsyncGenerator<RuleResult> | Generator<RuleResult>;
