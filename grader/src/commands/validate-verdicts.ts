import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { Option } from "@commander-js/extra-typings";
import { SetupError } from "../contract/errors.ts";
import { type MetricName, metricNames } from "../contract/index.ts";
import { wilsonInterval } from "../contract/statistics/proportion.ts";
import { type LoadedExercise, loadCourse } from "../course/exercises/load.ts";
import { quick } from "../engine/measurement/schedule.ts";
import { pinnableCpus } from "../engine/sandbox/cpu-pinning.ts";
import { type Promised, promisesOf, reportCells, reportRules } from "../reports/validation.ts";
import type { ValidationRecord } from "../validation/records.ts";
import { repeatReference } from "../validation/references.ts";
import { kindsOf } from "../validation/synthetic-programs.ts";
import { type Cell, figuresOf, tally } from "../validation/tally.ts";
import { validateVerdicts } from "../validation/validate-verdicts.ts";
import { courseOption, type DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, tell } from "./terminal/terminal.ts";

/** What a person asked for on the command line. */
export interface ValidateOptions {
  /** For each true ratio and each condition of the machine. */
  readonly gradings: string;
  /** The metric whose verdicts are proved. */
  readonly metric: MetricName;
  /** How often each reference is graded. */
  readonly references: string;
  /** Only what is clear, and only a few gradings: for continuous integration. */
  readonly short: boolean;
}

const allPercents = [50, 80, 95, 100, 105, 125, 200];
const shortPercents = [50, 200];
const shortGradings = 2;

/** Proves the verdicts' error rates on workloads of known speedup, and prints them as tables. */
export async function validateVerdictsCommand(
  options: ValidateOptions,
  root: string,
): Promise<number> {
  if (options.short) return proveShort();
  const gradings = countOf("--gradings", options.gradings);
  const references = countOf("--references", options.references);
  const exercises = references === 0 ? [] : await exercisesOf(root);
  const promises: Promised[] = [];
  if (gradings > 0) promises.push(...(await proveAll(gradings, options.metric)));
  for (const exercise of exercises) {
    promises.push(await repeatGrading(exercise, root, references));
  }
  for (const { promise, kept, figure } of promises) {
    print(`${kept ? "✓" : "✗"} ${promise}: ${figure}\n`);
  }
  return promises.every(({ kept }) => kept) ? exitCodes.passed : exitCodes.failed;
}

async function proveAll(gradings: number, metric: MetricName): Promise<Promised[]> {
  const cells = tally(await makeGradings(gradings, allPercents, metric), quick);
  const figures = figuresOf(cells);
  printCells(cells);
  print(`${reportRules(cells, figures)}\n`);
  return promisesOf(figures, metric);
}

/** The short form's promise holds with room to spare: these are far from the target. */
async function proveShort(): Promise<number> {
  const records = await makeGradings(shortGradings, shortPercents, "cpu time");
  printCells(tally(records, quick));
  const wrong = records.filter(({ ratio, verdict }) =>
    ratio < 1 ? verdict === "passed" : verdict === "too slow",
  );
  print(`${wrong.length} of ${records.length} clear verdicts are wrong\n`);
  return wrong.length === 0 ? exitCodes.passed : exitCodes.failed;
}

function printCells(cells: readonly Cell[]): void {
  print(`${describeMachine()}\n\n${reportCells(cells)}\n`);
}

async function exercisesOf(root: string): Promise<readonly LoadedExercise[]> {
  const { exercises } = await loadCourse(root);
  if (exercises.length > 0) return exercises;
  throw new SetupError(`there is no exercise in ${root}`, "give a copy of the course");
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (text.trim() !== "" && Number.isInteger(count) && count >= 0) return count;
  throw new SetupError(`${option} ${text} is no count`, "give a whole number from 0 up");
}

async function makeGradings(gradings: number, percents: readonly number[], metric: MetricName) {
  const records: ValidationRecord[] = [];
  for await (const record of validateVerdicts({
    metric,
    percents,
    gradings,
    schedule: quick,
    cpus: pinnableCpus(),
  })) {
    records.push(record);
    const { condition, ratio, kind, verdict, measurement } = record;
    tell(
      `${records.length}: ${kind} at ${ratio} of the target, ${condition}: ` +
        `${verdict} in ${measurement.seconds.toFixed(1)} s\n`,
    );
  }
  return records;
}

function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${cpus()[0]?.model ?? "unknown CPU"}, ${availableParallelism()} CPUs, Node ${process.version}`;
}

/** How often it would pass in the long run, which a few gradings tell only so far. */
function sureOf(passed: number, all: number): string {
  const { low } = wilsonInterval(passed, all);
  return ` (95 % sure that it passes in at least ${(100 * low).toFixed(1)} % of gradings)`;
}

async function repeatGrading(
  exercise: LoadedExercise,
  root: string,
  times: number,
): Promise<Promised> {
  let passed = 0;
  let all = 0;
  for await (const outcome of repeatReference(exercise, root, times)) {
    all++;
    if (outcome === "passed") passed++;
    tell(`${exercise.id}: ${outcome}, ${passed} of ${all} passed\n`);
  }
  return {
    promise: `the reference of ${exercise.id} gets the same verdict every time`,
    // Without a reference nothing was graded, and nothing shown.
    kept: passed === times,
    figure: `passed ${passed} of ${times} times${all === 0 ? "" : sureOf(passed, all)}`,
  };
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("validate:verdicts")
    .description("Measure how often verdicts are wrong, on workloads of known speedup.")
    .option("--gradings <count>", "for each ratio and condition; 20 take about 40 minutes", "20")
    .addOption(
      new Option(
        "--metric <name>",
        "whose verdicts to prove, beside endless loops for those of wall time",
      )
        .choices(metricNames.filter((name) => kindsOf(name).length > 0))
        .default("cpu time" as const),
    )
    .option("--references <count>", "grade every reference this often as well", "0")
    .option("--short", "a few clear gradings, for continuous integration", false)
    .addOption(courseOption())
    .action(async ({ course, ...options }) =>
      finish(await validateVerdictsCommand(options, resolve(course))),
    );
};
