import type { Proofs } from "./proven.ts";

/** A suite, and when it was green on all that it depends on, if it need not be run again. */
export interface Step {
  readonly name: string;
  readonly unchangedSince: string | undefined;
}

/**
 * Which suites are run: those that something has changed for, and of the others one, so that none
 * goes without being run for long.
 *
 * @param names of those that are asked for, of `all` that there are
 * @param count of earlier runs, or of days: it says whose turn it is
 */
export function planOf(
  names: readonly string[],
  all: readonly string[],
  proofs: Proofs,
  digest: string,
  count: number,
): Step[] {
  const turn = all[count % all.length];
  return names.map((name) => {
    const proof = proofs[name];
    const isUnchanged = proof?.digest === digest && name !== turn;
    return { name, unchangedSince: isUnchanged ? proof.on : undefined };
  });
}
