/** The rows with the highest scores, best first; of equal scores, the first row first. */
export function bestRows(scores: Float64Array, count: number): number[] {
  if (count === 0) return [];
  const best: number[] = [];
  const scoreOf = (row: number) => scores[row] as number;
  for (let row = 0; row < scores.length; row++) {
    const worst = best.length === count ? scoreOf(best[count - 1] as number) : -Infinity;
    if (scoreOf(row) <= worst) continue;
    if (best.length === count) best.pop();
    let place = best.length;
    while (place > 0 && scoreOf(best[place - 1] as number) < scoreOf(row)) place--;
    best.splice(place, 0, row);
  }
  return best;
}
