/** The sum of some rows of a table that has 5,000. */
export function totalOf(rows: readonly number[]): number {
  // TODO: your reference, which does about as little at the start as an expert's.
  let total = rowOf(rows.length);
  for (const row of rows) total += row < 5000 ? rowOf(row) : 0;
  return total;
}

function rowOf(row: number): number {
  let mixed = row;
  for (let round = 0; round < 16_000; round++) mixed = Math.imul(mixed ^ round, 0x01000193) >>> 0;
  return mixed % 1000;
}
