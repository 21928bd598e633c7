import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { indexTransactions, Transaction } from "./baseline/index.ts";

/** Texts that banks and payers send, and names that every JavaScript object inherits. */
const unusualNames = [
  "__proto__",
  "constructor",
  "toString",
  "NOTPROVIDED",
  "",
  "0",
  "007",
  "7",
  "Miete März",
  "家賃-03",
  "zahlung 🏠",
];

const eightDigits = (random: Random) => String(random.int(0, 99_999_999)).padStart(8, "0");

function makeId(random: Random, position: number): string {
  if (random.chance(0.03)) return random.pick(unusualNames);
  return random.chance(0.85) ? eightDigits(random) : `E2E-${position}-${eightDigits(random)}`;
}

function makeAccount(random: Random): string {
  if (random.chance(0.03)) return random.pick(unusualNames);
  return random.chance(0.85)
    ? eightDigits(random)
    : `GB${random.int(10, 98)}NWBK${random.int(100_000, 999_999)}${eightDigits(random)}`;
}

function makeTransaction(random: Random, id: string, account: string): Transaction {
  return {
    id,
    account,
    status: random.chance(0.95) ? "booked" : "pending",
    bookedOn: `2026-03-${random.int(10, 31)}`,
    cents: random.chance(0.98) ? random.int(-500_000, 500_000) : random.float() * 1000,
  };
}

/** Most accounts occur once, some several times; one row in ten amends an earlier transaction. */
function makeFeed(random: Random, size: number): Transaction[] {
  const accounts = Array.from({ length: size }, () => makeAccount(random));
  const feed: Transaction[] = [];
  for (let position = 0; position < size; position++) {
    const amended = position > 0 && random.chance(0.1) ? random.pick(feed) : undefined;
    const id = amended?.id ?? makeId(random, position);
    const account =
      amended !== undefined && random.chance(0.8) ? amended.account : random.pick(accounts);
    feed.push(makeTransaction(random, id, account));
  }
  return feed;
}

function rowOf(fields: Partial<Transaction>): Transaction {
  return {
    id: "40021375",
    account: "31926819",
    status: "booked",
    bookedOn: "2026-03-31",
    cents: -1_250,
    ...fields,
  };
}

const rowsOf = (changes: readonly Partial<Transaction>[]): [Transaction[]] => [changes.map(rowOf)];

export default defineExercise<typeof indexTransactions>({
  title: "The transaction index",
  pathology: "needless allocation",
  lesson: "L08",
  order: 300,
  difficulty: 1,
  origin: {
    url: "https://github.com/sodiray/radash/issues/203",
    summary:
      "A user of the utility library radash found that counting() slowed his API down: it built its result with an object spread in reduce. His benchmark showed 710 µs, against 113 µs for a version that updates one object. A month before, group() had caused the same trouble at 100,000 items. The maintainers then replaced such spreads throughout the library (pull requests 204 and 205).",
  },
  entry: "indexTransactions",
  input: {
    make: (random, size) => [makeFeed(random, size)],
    sizes: { check: [3, 20, 150], time: 200 },
    edgeCases: {
      "an empty feed": () => [[]],
      "a single row": () => rowsOf([{}]),
      "only pending rows": () => rowsOf([{ status: "pending" }, { id: "2", status: "pending" }]),
      "a pending amendment of a booked row": () =>
        rowsOf([{ cents: 100 }, { cents: 200, status: "pending" }]),
      "one row delivered thirty times": () => rowsOf(Array.from({ length: 30 }, () => ({}))),
      "an amendment that moves to another account": () =>
        rowsOf([{ account: "11111111" }, { account: "22222222", cents: -1_300 }]),
      "a last version that is booked earlier": () =>
        rowsOf([
          { bookedOn: "2026-03-31" },
          { bookedOn: "2026-04-01" },
          { bookedOn: "2026-02-28" },
        ]),
      "names that objects inherit": () =>
        rowsOf(
          ["__proto__", "constructor", "toString", "hasOwnProperty", "__proto__"].flatMap(
            (name, position) => [
              { id: name, cents: position },
              { account: name, cents: position },
              { id: name, account: name, cents: -position },
            ],
          ),
        ),
      "numbers that are equal but spelt differently": () =>
        rowsOf(["7", "07", "007", "7.0", "+7", " 7", "7"].map((id) => ({ id, account: id }))),
      "ids in falling order": () =>
        rowsOf([900, 80, 7, 0].map((id) => ({ id: String(id), account: String(id) }))),
      "texts that look alike": () =>
        rowsOf(["é", "e\u0301", "É", "", " ", "家賃", "🏠"].map((id) => ({ id, account: id }))),
      "amounts that are no safe integers": () =>
        rowsOf([{ cents: 12.5 }, { cents: 2 ** 53 }, { cents: 0 }, { cents: 2 ** 53 - 1 }]),
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 10,
    stretch: 30,
    bounds: [{ metric: "allocated bytes", atMost: 0.08 }],
    growth: { below: 1.5, size: 250 },
  },
  diagnosis: { function: "withTransaction", file: "index.ts", lines: [48, 49] },
  hints: [
    "Grade the starter and look at the hottest function. How often does it run for a feed of 200 rows, and what can a single run of it cost?",
    "On the two hottest lines, count what is written for row number 150. How many properties does each of the two new objects hold, and how many of those are new with row 150?",
    "Only this loop ever sees the indexes of the rows before. What would you have to keep if each row only added its own entry to an index that already exists? Do it for both indexes: after you fix one, the other is still there in the profile.",
    "Accumulate in place. Build one Map per index with set(), and push() onto each account's own list. Turn each Map into an object once, at the end, with Object.fromEntries. Give every account an activity of its own, not a shared empty one. Don't assign an id such as __proto__ to a plain object.",
  ],
});
