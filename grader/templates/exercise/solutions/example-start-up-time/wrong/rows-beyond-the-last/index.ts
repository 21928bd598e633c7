// TODO: a fast answer that is wrong. This one finds rows where the table has none.
/** The sum of some rows of a table that has 5,000. */
export function totalOf(rows: readonly number[]): number {
  return rows.reduce((total, row) => total + rowOf(row), rowOf(rows.length));
}

function rowOf(row: number): number {
  let mixed = row;
  for (let round = 0; round < 16_000; round++) mixed = Math.imul(mixed ^ round, 0x01000193) >>> 0;
  return mixed % 1000;
}
