/** The balance after each amount. */
export function balances(amounts: readonly number[]): number[] {
  // TODO: your reference, about as little as an expert needs.
  const all: number[] = [];
  let balance = 0;
  for (const amount of amounts) {
    balance += amount;
    all.push(balance);
  }
  return all;
}
