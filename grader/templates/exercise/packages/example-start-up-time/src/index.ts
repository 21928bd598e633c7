const table = Array.from({ length: 5000 }, (_, row) => rowOf(row));

/**
 * The sum of some rows of a table that has 5,000.
 *
 * TODO: put your slow code here and into src/, which starts as a copy of baseline/.
 */
export function totalOf(rows: readonly number[]): number {
  let total = rowOf(rows.length);
  for (const row of rows) total += table[row] ?? 0;
  return total;
}

function rowOf(row: number): number {
  let mixed = row;
  for (let round = 0; round < 16_000; round++) mixed = Math.imul(mixed ^ round, 0x01000193) >>> 0;
  return mixed % 1000;
}
