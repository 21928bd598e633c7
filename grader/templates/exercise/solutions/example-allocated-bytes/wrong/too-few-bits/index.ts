// TODO: a fast answer that is wrong. This one forgets what does not fit into 32 bits.
/** The balance after each amount. */
export function balances(amounts: readonly number[]): number[] {
  const all = new Int32Array(amounts.length);
  for (const [place, amount] of amounts.entries()) all[place] = (all[place - 1] ?? 0) + amount;
  return [...all];
}
