import { median } from "../../contract/statistics/summary.ts";
import type { EncodedArguments, Side, Worker } from "../sandbox/sandbox.ts";

/**
 * CPU time that a process used around its timed calls: while inputs were delivered and answers
 * taken. Nothing of a submission runs there. Should it ever find a way to, this shows it, because
 * the baseline's process does the same with the same inputs.
 */

/**
 * What is not explained by chance: more than the timed CPU time, and more than this many times what
 * is due around the same calls. The latter is where the noise comes from: reading inputs sets off
 * garbage collections, which took as much again as was due.
 */
const mostOfDue = 2;

/** Less than this is noise in any case. */
const leastUnexplainedMs = 4;

/** What both processes used around the calls of one pair of batches, and in them, in ms of CPU. */
export interface Account {
  readonly outside: Readonly<Record<Side, number>>;
  /** The candidate's timed calls. */
  readonly timed: number;
}

/** Counts what a process uses from now on, on Linux; elsewhere nothing can be read from outside. */
export function startAccount(worker: Worker): (timedMs: number) => number {
  const before = worker.usage().cpuMs;
  return (timedMs) => worker.usage().cpuMs - before - timedMs;
}

/** What it costs the baseline's process to be given the candidate's inputs instead of its own. */
export async function extraOfDelivery(
  baseline: Worker,
  inputs: Readonly<Record<Side, readonly EncodedArguments[]>>,
): Promise<number> {
  const costOf = async (delivered: readonly EncodedArguments[]) => {
    const account = startAccount(baseline);
    await baseline.deliver(delivered);
    return account(0);
  };
  const own = await costOf(inputs.baseline);
  return (await costOf(inputs.candidate)) - own;
}

/** A fork's CPU time around its timed calls beside what it may be, for a pair of batches. */
export interface Balance {
  /** The candidate's timed calls, in ms of CPU. */
  readonly timed: number;
  /** What it used around them. */
  readonly used: number;
  /** What the baseline's process used around the same ones. */
  readonly due: number;
  /** How much more than that may be chance. */
  readonly most: number;
}

/**
 * @param extra what `extraOfDelivery` found. Less than nothing is chance, such as a collection in the
 *   baseline's own delivery, or a slower candidate's, which hides nothing: it does not lower what is due
 */
export function balanceOf(accounts: readonly Account[], extra: number): Balance {
  const timed = median(accounts.map((account) => account.timed));
  const due =
    Math.max(0, median(accounts.map(({ outside }) => outside.baseline))) + Math.max(0, extra);
  const used = median(accounts.map(({ outside }) => outside.candidate));
  return { timed, used, due, most: Math.max(leastUnexplainedMs, timed, mostOfDue * due) };
}

/** In words why a fork can't be trusted; undefined where its CPU time is accounted for. */
export function whyUnaccounted({ timed, used, due, most }: Balance): string | undefined {
  // Where nothing can be read, nothing is compared.
  if (!(used - due > most)) return undefined;
  const [inside, outside, expected] = [timed, used, due].map((ms) => ms.toFixed(1));
  return `beside ${inside} ms of CPU time in its calls it used ${outside} ms outside of them, where ${expected} ms are due`;
}
