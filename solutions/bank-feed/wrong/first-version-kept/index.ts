/** One row of a bank's transaction feed. An amended transaction is delivered again, in full. */
export interface Transaction {
  /** The same for all versions of a transaction. Any text: a number of the bank, a payer's words. */
  readonly id: string;
  /** The other side's account. Any text: a domestic account number, an IBAN, a wallet's name. */
  readonly account: string;
  /** A pending transaction may still be cancelled by the bank. */
  readonly status: "booked" | "pending";
  /** A calendar date, `2026-03-31`. */
  readonly bookedOn: string;
  /** Hundredths of the currency's unit, negative for outgoing money. */
  readonly cents: number;
}

export interface AccountActivity {
  /** The latest booking date, which need not be that of the last version. */
  readonly lastBookedOn: string;
  /** Every version of every transaction with this account, in the order of delivery. */
  readonly versions: readonly Transaction[];
}

export interface TransactionIndex {
  /** The version that was delivered last. */
  readonly byId: Readonly<Record<string, Transaction>>;
  readonly byAccount: Readonly<Record<string, AccountActivity>>;
}

/** An activity while its feed is being read. */
interface GrowingActivity {
  lastBookedOn: string;
  readonly versions: Transaction[];
}

/**
 * Indexes a customer's transaction feed for the reconciliation screens: by transaction id and by
 * the other side's account.
 *
 * Rows that are pending, or whose amount is no safe integer, appear in neither index. Never throws.
 */
export function indexTransactions(feed: readonly Transaction[]): TransactionIndex {
  const byId = new Map<string, Transaction>();
  const byAccount = new Map<string, GrowingActivity>();
  for (const transaction of feed) {
    if (!isBooked(transaction)) continue;
    if (!byId.has(transaction.id)) byId.set(transaction.id, transaction);
    addVersion(byAccount, transaction);
  }
  return { byId: Object.fromEntries(byId), byAccount: Object.fromEntries(byAccount) };
}

function isBooked(transaction: Transaction): boolean {
  return transaction.status === "booked" && Number.isSafeInteger(transaction.cents);
}

function addVersion(byAccount: Map<string, GrowingActivity>, transaction: Transaction): void {
  const { account, bookedOn } = transaction;
  const activity = byAccount.get(account);
  if (activity === undefined) {
    byAccount.set(account, { lastBookedOn: bookedOn, versions: [transaction] });
  } else {
    activity.lastBookedOn = laterDate(activity.lastBookedOn, bookedOn);
    activity.versions.push(transaction);
  }
}

function laterDate(one: string, other: string): string {
  return one > other ? one : other;
}
