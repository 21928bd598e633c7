/** A loop over some data. What it returns depends on all of its work, so that none is left out. */
export type Kernel<Data> = (data: Data, rounds: number) => number;

/** How long one kernel is run: long enough for V8 to optimize it in the background. */
const budgetMs = 90;
const fewestRuns = 3;

/** The shortest run of a kernel, in seconds. */
export function bestSeconds<Data>(kernel: Kernel<Data>, data: Data, rounds: number): number {
  const begun = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < fewestRuns || performance.now() - begun < budgetMs; run++) {
    const start = performance.now();
    const result = kernel(data, rounds);
    best = Math.min(best, performance.now() - start);
    if (!Number.isFinite(result)) throw new RangeError(`a kernel computed ${result}: a bug in it`);
  }
  return best / 1000;
}
