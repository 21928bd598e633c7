/** What is being done, for whoever watches. */
export interface Progress {
  readonly stage: "checking answers" | "measuring" | "profiling" | "running tests";
  readonly done: number;
  /** How many there are at most. */
  readonly total: number;
}
