/** The numbers of a fork that is measured in batches. */
export const batchSchedule = {
  mostPairs: 12,
  fewestPairs: 6,
  /** When a pair takes so long that `slowPairsMs` are over. */
  fewestSlowPairs: 2,
  slowPairsMs: 1000,
  /** No further pairs are begun after this: more forks tell more than more pairs. */
  pairsMs: 300,
  /** Of a side's own CPU time and calls, before anything is measured. */
  warmUpMs: 150,
  warmUpCalls: 64,
  /** A side with slow calls is taken for warm after this. */
  mostWarmUpMs: 300,
  mostWarmUpWallMs: 500,
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
