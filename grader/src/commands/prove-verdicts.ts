import { availableParallelism, cpus } from "node:os";
import { SetupError } from "../errors.ts";
import { loadCourse } from "../exercises/load.ts";
import { exitCodes } from "../exit-codes.ts";
import { quick } from "../measurement/schedule.ts";
import { prove } from "../proof/prove.ts";
import type { ProofRecord } from "../proof/records.ts";
import { repeatReference } from "../proof/references.ts";
import { figuresOf, tally } from "../proof/tally.ts";
import { type Promised, promisesOf, reportCells, reportRules } from "../reports/proof.ts";
import { pinnableCpus } from "../sandbox/cpu-pinning.ts";

/** What a person asked for on the command line. */
export interface ProveOptions {
  /** For each true ratio and each condition of the machine. */
  readonly gradings: string;
  /** How often each reference is graded. */
  readonly references: string;
  /** Only what is clear, and only a few gradings: for continuous integration. */
  readonly short: boolean;
}

const allPercents = [50, 80, 95, 100, 105, 125, 200];
const shortPercents = [50, 200];
const shortGradings = 2;

/** Proves the verdicts' error rates on workloads of known speedup, and prints them as tables. */
export async function proveVerdictsCommand(options: ProveOptions, root: string): Promise<number> {
  const gradings = options.short ? shortGradings : countOf("--gradings", options.gradings);
  const references = countOf("--references", options.references, 0);
  const records = await makeGradings(gradings, options.short ? shortPercents : allPercents);
  const cells = tally(records, quick);
  const figures = figuresOf(cells);
  process.stdout.write(`${describeMachine()}\n\n${reportCells(cells)}\n`);
  if (options.short) return clearVerdictsAreRight(records);
  process.stdout.write(`${reportRules(cells, figures)}\n`);
  const promises = [...promisesOf(figures), ...(await repeatReferences(root, references))];
  for (const { promise, kept, figure } of promises) {
    process.stdout.write(`${kept ? "✓" : "✗"} ${promise}: ${figure}\n`);
  }
  return promises.every(({ kept }) => kept) ? exitCodes.passed : exitCodes.failed;
}

function countOf(option: string, text: string, least = 1): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least) return count;
  throw new SetupError(`${option} ${text} is no count`, `give a whole number from ${least} up`);
}

async function makeGradings(gradings: number, percents: readonly number[]) {
  const records: ProofRecord[] = [];
  for await (const record of prove({ percents, gradings, schedule: quick, cpus: pinnableCpus() })) {
    records.push(record);
    const { condition, ratio, kind, verdict, measurement } = record;
    process.stderr.write(
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

/** The short form's promise holds with room to spare: these are far from the target. */
function clearVerdictsAreRight(records: readonly ProofRecord[]): number {
  const wrong = records.filter(({ ratio, verdict }) =>
    ratio < 1 ? verdict === "passed" : verdict === "too slow",
  );
  process.stdout.write(`${wrong.length} of ${records.length} clear verdicts are wrong\n`);
  return wrong.length === 0 ? exitCodes.passed : exitCodes.failed;
}

async function repeatReferences(root: string, times: number): Promise<Promised[]> {
  if (times === 0) return [];
  const { exercises } = await loadCourse(root);
  const promises: Promised[] = [];
  for (const exercise of exercises) {
    let passed = 0;
    let all = 0;
    for await (const outcome of repeatReference(exercise, root, times)) {
      all++;
      if (outcome === "passed") passed++;
      process.stderr.write(`${exercise.id}: ${outcome}, ${passed} of ${all} passed\n`);
    }
    promises.push({
      promise: `the reference of ${exercise.id} gets the same verdict every time`,
      // Without a reference nothing was graded, and nothing shown.
      kept: passed === times,
      figure: `passed ${passed} of ${all} times`,
    });
  }
  return promises;
}
