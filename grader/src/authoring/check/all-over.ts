/** The results of work that goes on side by side. Nothing is going on any more when it rejects. */
export async function allOver<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
