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

const NO_ACTIVITY: AccountActivity = { lastBookedOn: "", versions: [] };

/**
 * Indexes a customer's transaction feed for the reconciliation screens: by transaction id and by
 * the other side's account.
 *
 * Rows that are pending, or whose amount is no safe integer, appear in neither index. Never throws.
 */
export function indexTransactions(feed: readonly Transaction[]): TransactionIndex {
  const byId = new Map<string, Transaction>();
  let byAccount: Readonly<Record<string, AccountActivity>> = {};
  for (const transaction of feed) {
    if (!isBooked(transaction)) continue;
    byId.set(transaction.id, transaction);
    byAccount = withTransaction(byAccount, transaction);
  }
  return { byId: Object.fromEntries(byId), byAccount };
}

function isBooked(transaction: Transaction): boolean {
  return transaction.status === "booked" && Number.isSafeInteger(transaction.cents);
}

function withTransaction(
  byAccount: Readonly<Record<string, AccountActivity>>,
  transaction: Transaction,
): Readonly<Record<string, AccountActivity>> {
  const { account } = transaction;
  const activity = ownValue(byAccount, account) ?? NO_ACTIVITY;
  return { ...byAccount, [account]: withVersion(activity, transaction) };
}

function withVersion(activity: AccountActivity, transaction: Transaction): AccountActivity {
  return {
    lastBookedOn: laterDate(activity.lastBookedOn, transaction.bookedOn),
    versions: [...activity.versions, transaction],
  };
}

function laterDate(one: string, other: string): string {
  return one > other ? one : other;
}

/** Leaves out what every object inherits: an id may well be `constructor`. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
