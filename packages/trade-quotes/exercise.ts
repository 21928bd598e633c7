import { type Arguments, defineExercise, type Random } from "@bottleneck/grader/contract";
import type { checkTrades } from "./baseline/index.ts";
import type { Quote, Trade } from "./baseline/market-data.ts";

export default defineExercise<typeof checkTrades>({
  title: "Trades and the quotes in force",
  pathology: "quadratic algorithm",
  lesson: "L08",
  order: 360,
  difficulty: 2,
  prerequisites: ["revenue-report"],
  origin: {
    url: "https://github.com/RedisTimeSeries/RedisTimeSeries/pull/794",
    summary:
      "RedisTimeSeries looked up each sample's timestamp in the list of a FILTER_BY_TS option, " +
      "reading it from start to end. The fix sorts that list first and uses its order, so the " +
      "lookup became logarithmic. The mean latency of a benchmark query was halved, from 26.8 to " +
      "13.5 seconds.",
  },
  entry: "checkTrades",
  input: {
    make: makeDay,
    sizes: { check: [3, 20, 150], time: 400 },
    edgeCases: {
      "no trades": () => [[], [quote("ABC", 1)]],
      "no quotes": () => [[trade("ABC", 5), trade("DEF", 6, "sell")], []],
      "one trade and one quote": () => [[trade("ABC", 5)], [quote("ABC", 3)]],
      "a trade at the very time of a quote": () => [
        [trade("ABC", 5), trade("ABC", 4), trade("ABC", 6)],
        [quote("ABC", 3), quote("ABC", 5), quote("ABC", 7)],
      ],
      "trades before the first quote": () => [
        [trade("ABC", 0), trade("ABC", 9), trade("ABC", 10)],
        [quote("ABC", 10), quote("ABC", 11)],
      ],
      "trades long after the last quote": () => [
        [trade("ABC", 86_399_999_999), trade("DEF", 86_399_999_999, "sell")],
        [quote("ABC", 1), quote("DEF", 2), quote("ABC", 3)],
      ],
      "several quotes at the same time": () => [
        range(8).map((time) => trade("ABC", time)),
        [2, 2, 2, 3, 5, 5, 5, 5, 5, 5].map((time, place) => quote("ABC", time, 1000 + place)),
      ],
      "quotes of two symbols that take turns at the same time": () => [
        [trade("ABC", 5), trade("DEF", 5), trade("ABC", 4), trade("DEF", 9)],
        range(12).map((place) => quote(place % 2 === 0 ? "ABC" : "DEF", 5, 1000 + place)),
      ],
      "a nearer quote that came later": () => [
        [trade("ABC", 99), trade("ABC", 51)],
        [quote("ABC", 0, 1000), quote("ABC", 100, 2000)],
      ],
      "trades that are reported late": () => [
        [50, 10, 40, 20, 30, 0, 60].map((time) => trade("ABC", time)),
        range(7).map((place) => quote("ABC", place * 10, 1000 + place)),
      ],
      "a symbol that is traded and never quoted": () => [
        [trade("XYZ", 5), trade("ABC", 5)],
        [quote("ABC", 1), quote("XY", 2), quote("XYZ ", 3), quote("xyz", 4)],
      ],
      "a symbol quoted once, long ago": () => [
        [trade("OLD", 5000), trade("ABC", 5000)],
        [quote("OLD", 1), ...range(2000).map((place) => quote("ABC", place + 2))],
      ],
      "symbols named like members of every object": () => [
        memberNames.flatMap((name) => [trade(name, 5), trade(name, 1), trade(name, 9, "sell")]),
        memberNames
          .slice(0, 3)
          .flatMap((name) => [quote(name, 2), quote(name, 4), quote(name, 8)])
          .toSorted((a, b) => a.time - b.time),
      ],
      "symbols in other scripts": () => [
        [trade("日産", 5), trade("Ö", 5), trade("O\u0308", 5), trade("", 5)],
        [quote("日産", 1), quote("Ö", 2), quote("", 3)],
      ],
      "the same trade twice, and prices of nothing": () => [
        [trade("ABC", 5, "buy", 0), trade("ABC", 5, "buy", 0), trade("ABC", 5, "sell", 0)],
        [quote("ABC", 0, 0)],
      ],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 30,
    stretch: 100,
    growth: { below: 1.6, size: 150 },
  },
  diagnosis: { function: "quoteInForce", file: "index.ts", lines: [15, 15] },
  hints: [
    "Grade once and look at the hottest function. How many quotes does it look at for one trade, and how many quotes does it copy to use one of them?",
    "The function asks two questions about each quote: does it have the right symbol, and is it early enough? Suppose the first question cost nothing. How many quotes would be left for a trade in the symbol that is quoted most, and what would you do with them?",
    "The quotes are listed by time. If the quote in the middle of a list is too late, what do you know about all quotes after it? How often can you halve a list of 5,000?",
    "Go through the quotes once and keep a list for each symbol in a `Map`. Each list is then in order of time. For a trade, search its symbol's list for the first quote that is later than the trade: halve the range it must be in, again and again. The quote before it is the answer. (You can also sort the trades by time and walk through both lists side by side. Then put the answers back in the order of the trades.)",
  ],
});

const memberNames = ["__proto__", "constructor", "toString", "valueOf"];
const symbols = ["NORD", "BALT", "IBER", "ALPS", "DACH", "FJRD", "MIDI", "ÖRE", "KAFE", "MILK"];
const openingMicros = 9 * 3600 * 1_000_000;

/**
 * Fifteen times as many quotes as trades: half of them for one symbol, most of the others for ten.
 * One trade in six is in a share that is quoted a few times in the morning and not again.
 */
function makeDay(random: Random, size: number): Arguments<typeof checkTrades> {
  const quotes: Quote[] = [];
  let time = openingMicros;
  for (let place = 0; place < 15 * size; place++) {
    if (random.chance(0.9)) time += random.int(1, 4_000_000);
    const symbol = place < size / 8 ? rareSymbol(random) : usualSymbol(random);
    quotes.push(quote(symbol, time, random.int(900, 1100)));
  }
  const trades = Array.from({ length: size }, (_, place) => makeTrade(random, place, quotes, time));
  return [trades, quotes];
}

function usualSymbol(random: Random): string {
  return random.chance(0.5) ? (symbols[0] ?? "") : random.pick(symbols);
}

function rareSymbol(random: Random): string {
  return random.chance(0.05) ? random.pick(memberNames) : `RARE${random.int(0, 20)}`;
}

/** One trade in ten is made at the very time of a quote. */
function makeTrade(random: Random, place: number, quotes: readonly Quote[], end: number): Trade {
  const symbol = random.chance(1 / 6) ? rareSymbol(random) : usualSymbol(random);
  const time = random.chance(0.1)
    ? random.pick(quotes).time
    : random.int(openingMicros - 1_000_000, end + 1_000_000);
  const side = random.chance(0.5) ? "buy" : "sell";
  return { id: `T-${place}`, symbol, side, time, priceCents: random.int(900, 1100) };
}

function quote(symbol: string, time: number, bidCents = 1000): Quote {
  return { symbol, time, bidCents, askCents: bidCents + 2 };
}

function trade(
  symbol: string,
  time: number,
  side: Trade["side"] = "buy",
  priceCents = 1001,
): Trade {
  return { id: `T-${symbol}-${time}`, symbol, side, time, priceCents };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position);
}
