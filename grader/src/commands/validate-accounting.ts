import { resolve } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { type LoadedExercise, loadCourse } from "../course/exercises/load.ts";
import { selectExercises } from "../course/exercises/select.ts";
import type { ForkRequest } from "../engine/measurement/fork.ts";
import {
  type AccountedReference,
  accountingPromises,
  type OwingFork,
  type OwingReference,
  reportOwed,
  reportSynthetic,
  reportUses,
} from "../reports/accounting.ts";
import { type AccountedFork, accountFor, withReference } from "../validation/accounted.ts";
import { syntheticFork } from "../validation/synthetic.ts";
import { courseOption, type DefineCommand, idsArgument } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, tell } from "./terminal/terminal.ts";

/** What a process owes, in times its timed work: one after the other until it is noticed. */
const owedByReferences = [1, 2, 4, 8, 16, 32];

/** The same for a program whose calls do this many units of work, of some 0.1 ms each. */
const owedByPrograms: readonly { readonly units: number; readonly owed: readonly number[] }[] = [
  { units: 1, owed: [1, 2, 5, 10, 20, 50, 100] },
  { units: 10, owed: [1, 2, 5, 10] },
];

/** Shows how much of a fork's CPU time is explained, and from when on hidden work is noticed. */
export async function validateAccountingCommand(
  ids: readonly string[],
  { forks }: { readonly forks: string },
  root: string,
): Promise<number> {
  const count = Number(forks);
  if (!Number.isInteger(count) || count < 1) {
    throw new SetupError(`--forks ${forks} is no count`, "give a whole number from 1 up");
  }
  const references: AccountedReference[] = [];
  const owing: OwingReference[] = [];
  for (const exercise of selectExercises(await loadCourse(root), ids)) {
    tell(`${exercise.id}\n`);
    await withReference(exercise, root, async (request) => {
      const reference = await accountOften(exercise, request, count);
      references.push(reference);
      const [plain] = reference.forks;
      if (plain?.balance !== undefined) owing.push(await owe(exercise, request, plain));
    });
  }
  print(`${reportUses(references)}\n\n${reportOwed(owing)}\n\n`);
  print(`${reportSynthetic(await oweInPrograms())}\n\n`);
  const promises = accountingPromises(references, owing);
  for (const { promise, kept, figure } of promises) {
    print(`${kept ? "✓" : "✗"} ${promise}: ${figure}\n`);
  }
  return promises.every(({ kept }) => kept) ? exitCodes.passed : exitCodes.failed;
}

async function accountOften(
  { id }: LoadedExercise,
  request: ForkRequest,
  count: number,
): Promise<AccountedReference> {
  const forks = [];
  for (let fork = 0; fork < count; fork++) forks.push(await accountFor(request));
  return { id, forks };
}

async function owe(
  { id, definition: { goal } }: LoadedExercise,
  request: ForkRequest,
  plain: AccountedFork,
): Promise<OwingReference> {
  const atTarget = await oweTimes(request, Math.ceil(goal.target - 1));
  const forks: OwingFork[] = [];
  for (const owed of owedByReferences) {
    const owing = await oweTimes(request, owed);
    forks.push(owing);
    if (owing.fork.why !== undefined) break;
  }
  return { id, plain, forks, atTarget };
}

async function oweTimes(request: ForkRequest, owed: number): Promise<OwingFork> {
  return { owed, fork: await accountFor(request, owed) };
}

async function oweInPrograms(): Promise<OwingFork[]> {
  const forks: OwingFork[] = [];
  for (const { units, owed } of owedByPrograms) {
    const times = { baseline: units, candidate: units };
    const request = syntheticFork({ kind: "arithmetic", times });
    for (const factor of owed) {
      forks.push(await oweTimes(request, factor));
    }
  }
  return forks;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("validate:accounting")
    .description("Measure how much of a fork's CPU time is explained, and what hidden work shows.")
    .addArgument(idsArgument())
    .option("--forks <count>", "of each reference; 3 take about 4 minutes for the course", "3")
    .addOption(courseOption())
    .action(async (ids, { course, ...options }) =>
      finish(await validateAccountingCommand(ids, options, resolve(course))),
    );
};
