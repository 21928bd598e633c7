/** How far measuring goes before it gives up. docs/how-grading-works.md says where this is from. */
export interface Schedule {
  /** From here on any verdict may be given. */
  readonly fewestForks: number;
  /** From here on a verdict may be given that is clear, by `clearMargin`. */
  readonly fewestClearForks: number;
  readonly mostForks: number;
  /** No further fork is started after this, processes' start included. */
  readonly budgetMs: number;
}

/** How many half-widths from the target is clear: few forks may agree by chance. */
export const clearMargin = 2;

/** For a person who waits. */
export const quick: Schedule = {
  fewestForks: 3,
  fewestClearForks: 2,
  mostForks: 10,
  budgetMs: 8000,
};

/** For a close call or a noisy machine. */
export const thorough: Schedule = {
  fewestForks: 6,
  fewestClearForks: 6,
  mostForks: 40,
  budgetMs: 90_000,
};

/** ABBA, and the other way round in the next fork: a drift hits both sides alike. */
export function isBaselineFirst(pair: number, fork: number): boolean {
  return (((pair + 1) >> 1) + fork) % 2 === 0;
}
