/** How far measuring goes before it gives up. docs/how-grading-works.md says where this is from. */
export interface Schedule {
  /** From here on any verdict may be given. */
  readonly fewestForks: number;
  /** From here on a verdict may be given that is clear, by `clearMargin`. */
  readonly fewestClearForks: number;
  readonly mostForks: number;
  /** With so many, measuring ends when the time is up. */
  readonly leastForks: number;
  /** For one metric, processes' start included: no fork is started that would not end within it. */
  readonly budgetMs: number;
}

/** How far a whole grading's measuring goes. */
export interface GradingSchedule extends Schedule {
  /** For all metrics together. */
  readonly totalMs: number;
}

/** How many half-widths from the target is clear: few forks may agree by chance. */
export const clearMargin = 2;

/** For a person who waits. */
export const quick: GradingSchedule = {
  fewestForks: 3,
  fewestClearForks: 2,
  mostForks: 10,
  leastForks: 3,
  budgetMs: 8000,
  totalMs: 120_000,
};

/** For a close call or a noisy machine. */
export const thorough: GradingSchedule = {
  fewestForks: 6,
  fewestClearForks: 6,
  mostForks: 40,
  leastForks: 3,
  budgetMs: 90_000,
  totalMs: 90_000,
};

/** ABBA, and the other way round in the next fork: a drift hits both sides alike. */
export function isBaselineFirst(pair: number, fork: number): boolean {
  return (((pair + 1) >> 1) + fork) % 2 === 0;
}
