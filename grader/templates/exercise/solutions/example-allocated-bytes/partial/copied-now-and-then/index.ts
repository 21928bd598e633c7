// TODO: an honest half-fix of your exercise. This one copies at every twentieth amount.
/** The balance after each amount. */
export function balances(amounts: readonly number[]): number[] {
  let all: number[] = [];
  let last: number[] = [];
  let balance = 0;
  for (const amount of amounts) {
    balance += amount;
    last.push(balance);
    if (last.length < 20) continue;
    all = [...all, ...last];
    last = [];
  }
  return [...all, ...last];
}
