import { resolve } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { formatShare } from "../contract/format.ts";
import { median } from "../contract/statistics/summary.ts";
import { type LoadedExercise, loadCourse } from "../course/exercises/load.ts";
import { costKindsOf, costliestPlace } from "../evidence/costly-place.ts";
import type { SideEvidence } from "../evidence/evidence.ts";
import type { Promised } from "../reports/validation.ts";
import {
  allowedErrors,
  type Compared,
  profileAllocations,
  profileTimes,
} from "../validation/profiled-truth.ts";
import { isAsPlanted, repeatEvidence, repeatProfile } from "../validation/repeated-evidence.ts";
import {
  allocatingPrograms,
  type TimedProgram,
  timedPrograms,
} from "../validation/truth-programs.ts";
import { courseOption, type DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, tell } from "./terminal/terminal.ts";

/** What a person asked for on the command line. */
export interface ProveEvidenceOptions {
  /** Of each program and each exercise. */
  readonly runs: string;
}

/** Everything is gathered so often at most; the profile of the baseline's time in every run. */
const mostComplete = 3;

/** Of wall time, for both sides; a call that waits for others takes its time in each of ten runs. */
const mostSeconds = { computing: 12, waiting: 18 };

/** Proves how far the tables of the evidence are from the truth, and how stable they are. */
export async function validateEvidenceCommand(
  options: ProveEvidenceOptions,
  root: string,
): Promise<number> {
  const runs = Number(options.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new SetupError(`--runs ${options.runs} is no count`, "give a whole number from 1 up");
  }
  const promises = [...(await proveTables(runs))];
  for (const exercise of (await loadCourse(root)).exercises) {
    promises.push(...(await proveExercise(exercise, root, runs)));
  }
  for (const { promise, kept, figure } of promises) {
    print(`${kept ? "✓" : "✗"} ${promise}: ${figure}\n`);
  }
  return promises.every(({ kept }) => kept) ? exitCodes.passed : exitCodes.failed;
}

type Table = "function" | "leftFunction" | "line" | "msOfCall" | "bytesOfFunction" | "bytesOfLine";

const tables: Readonly<Record<Table, string>> = {
  function: "the share of a function is within 6 points of the truth",
  leftFunction:
    "the share of a function, where V8 leaves optimized code all the time, is within 10 points",
  line: "the share of a line is within 8 points of the truth",
  msOfCall: "the time of a call that mostly waits is within 40 % of the truth",
  bytesOfFunction: "the bytes of a function are within 10 % of the truth",
  bytesOfLine: "the bytes of a line are within 10 % of the truth",
};

/** The median run of each row counts: a machine that is busy for a moment moves single runs. */
async function proveTables(runs: number): Promise<Promised[]> {
  const errors = new Map<string, { table: Table; errors: number[] }>();
  const note = (table: Table, program: string, rows: readonly Compared[], relative: boolean) => {
    for (const { what, truth, seen } of rows) {
      const key = `${table} ${program} ${what}`;
      const known = errors.get(key) ?? { table, errors: [] };
      known.errors.push(Math.abs(seen - truth) / (relative ? truth : 1));
      errors.set(key, known);
    }
  };
  for (let run = 1; run <= runs; run++) {
    for (const program of timedPrograms as readonly TimedProgram[]) {
      const { functions, lines, calls } = await profileTimes(program);
      note(
        program.leavesOptimizedCode ? "leftFunction" : "function",
        program.name,
        functions,
        false,
      );
      note("line", program.name, lines, false);
      note("msOfCall", program.name, calls, true);
    }
    for (const program of allocatingPrograms) {
      const { functions, lines } = await profileAllocations(program);
      note("bytesOfFunction", program.name, functions, true);
      note("bytesOfLine", program.name, lines, true);
    }
    tell(`programs of known cost: run ${run} of ${runs}\n`);
  }
  return Object.entries(tables).map(([table, promise]) => {
    const rows = [...errors.values()].filter((row) => row.table === table);
    const typical = Math.max(...rows.map((row) => median(row.errors)));
    const worst = Math.max(...rows.flatMap((row) => row.errors));
    return {
      promise,
      kept: typical <= allowedErrors[table as Table],
      figure: `off by ${percent(typical)} in the median run, ${percent(worst)} in the worst of ${runs}`,
    };
  });
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

async function proveExercise(
  exercise: LoadedExercise,
  root: string,
  runs: number,
): Promise<Promised[]> {
  return [await proveHotSpot(exercise, runs), ...(await proveGathering(exercise, root, runs))];
}

async function proveHotSpot(exercise: LoadedExercise, runs: number): Promise<Promised> {
  const [kind = "time"] = costKindsOf(exercise.definition.goal.metric);
  const shares: number[] = [];
  let asPlanted = 0;
  for await (const profiled of repeatProfile(exercise, runs)) {
    shares.push(costliestPlace(profiled, kind)?.share ?? 0);
    if (isAsPlanted(exercise, profiled)) asPlanted++;
    tell(`${exercise.id}: profile ${shares.length} of ${runs}\n`);
  }
  const { function: name } = exercise.definition.diagnosis;
  return {
    promise: `the hot spot of ${exercise.id} is ${name}, on its planted lines, every time`,
    kept: asPlanted === runs,
    figure: `${asPlanted} of ${runs}, ${formatShare(Math.min(...shares))} to ${formatShare(Math.max(...shares))} of the ${kind}`,
  };
}

async function proveGathering(
  exercise: LoadedExercise,
  root: string,
  runs: number,
): Promise<Promised[]> {
  const times = Math.min(runs, mostComplete);
  const seconds: number[] = [];
  let complete = 0;
  for await (const gathered of repeatEvidence(exercise, root, times)) {
    seconds.push(gathered.seconds);
    if (Object.values(gathered.evidence).every(isComplete)) complete++;
    tell(`${exercise.id}: all evidence ${seconds.length} of ${times}\n`);
  }
  const typical = median(seconds);
  const isAwaited = exercise.definition.entryKind === "async function";
  const most = mostSeconds[isAwaited ? "waiting" : "computing"];
  return [
    {
      promise: `nothing is missing from the evidence of ${exercise.id}`,
      kept: complete === times,
      figure: `${complete} of ${times}`,
    },
    {
      promise: `gathering both sides of ${exercise.id} takes at most ${most} s`,
      kept: typical <= most,
      figure: `${typical.toFixed(1)} s in the median, ${Math.max(...seconds).toFixed(1)} s at most`,
    },
  ];
}

function isComplete({ sources: _, ...seen }: SideEvidence): boolean {
  return Object.values(seen).every(({ state }) => state !== "missing");
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("validate:evidence")
    .description(
      "Measure how far the profiles' tables are from the truth, and how stable they are.",
    )
    .option("--runs <count>", "of each program and exercise; 20 take about 15 minutes", "20")
    .addOption(courseOption())
    .action(async ({ course, ...options }) =>
      finish(await validateEvidenceCommand(options, resolve(course))),
    );
};
