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

/** The numbers of a fork that is measured in batches. */
export const batchSchedule = {
  mostPairs: 12,
  fewestPairs: 6,
  /** When a pair takes so long that `slowPairsMs` are over. */
  fewestSlowPairs: 2,
  slowPairsMs: 2000,
  /** No further pairs are begun after this: more forks tell more than more pairs. */
  pairsMs: 300,
  /** Of a side's own CPU time and calls, before anything is measured. */
  warmUpMs: 150,
  warmUpCalls: 64,
  /** A side with slow calls is taken for warm after this. */
  mostWarmUpMs: 300,
  mostWarmUpWallMs: 1000,
  warmUpInputs: 4,
  /** The shortest batch; a call that is faster is called on more inputs. */
  batchMs: 5,
  /** Calls that wait are not repeated for longer than this in a batch. */
  mostBatchWallMs: 200,
  mostCalls: 256,
  /** Of encoded inputs, so that neither side's memory is filled with them. */
  mostBytes: 3e6,
  emptyBatches: 5,
};
