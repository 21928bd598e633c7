import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { planTrips, Question } from "./baseline/index.ts";
import type { Extra, TripRow } from "./baseline/trip.ts";

const vehicles = ["bike", "e-bike", "cargo", "scooter"] as const;
const extras: readonly Extra[] = ["basket", "child seat", "helmet", "lock"];
const streets = [
  "Hafenstraße",
  "Marktplatz",
  "Nordpark",
  "Rue des Écoles",
  "Kungsgatan",
  "Via Roma",
];
const memberNames = ["__proto__", "constructor", "toString"];
/** The cities that the edge cases store, in this order. */
const storedEarlier = [
  "Empty",
  "Early",
  "Late",
  "Prices",
  "Ways",
  "Days",
  "Clocks",
  "Future",
  "Bounds",
  "Vehicles",
  "Extras",
  "Stations",
  "constructor",
  "Zoë",
  "Large",
];
const time = /^(19[7-9]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const most = 1_000_000;

export default defineExercise<typeof planTrips>({
  title: "The trip archive",
  pathology: "poor memory layout",
  lesson: "L05",
  order: 640,
  difficulty: 3,
  origin: {
    url: "https://github.com/aubryio/minotor/pull/15",
    summary:
      "The timetables of the public-transport router minotor took about 1 GB for Switzerland. " +
      "With typed arrays for stop times and stop lists, and numbers in place of stops, they " +
      "took some 300 MB. The author notes that the indexing became more complex.",
  },
  entry: "planTrips",
  input: {
    make: makeDay,
    sizes: { check: [2, 15, 120], time: 3000 },
    // Cases run in this order, in one process: a later one sees what an earlier one stored.
    edgeCases: {
      "a city that was never stored": () => ["Nowhere", null, [{ city: "Nowhere" }]],
      "an empty feed": () => ["Empty", [], [{ city: "Empty" }, { city: "Nowhere" }]],
      "no questions": () => ["Early", [trip("A", "B"), trip("B", "A")], []],
      "a city that an earlier call has stored": () => [
        "Late",
        [trip("A", "C")],
        [
          { city: "Early" },
          { city: "Late" },
          { city: "Early", from: "B" },
          { city: "Late", from: "B" },
        ],
      ],
      "nothing stored, and two cities from earlier calls": () => [
        "Early",
        null,
        [
          { city: "Late", to: "C" },
          { city: "Early", to: "C" },
          { city: "Early", to: "A" },
        ],
      ],
      "a city that is stored again": () => [
        "Early",
        [trip("X", "Y", { metres: 7 })],
        [{ city: "Early" }, { city: "Early", from: "A" }, { city: "Late" }],
      ],
      "rides that a pass covers, and rides for nothing": () => [
        "Prices",
        [
          trip("A", "B", { cents: null }),
          trip("A", "B", { cents: 0 }),
          trip("A", "B", { cents: most }),
          trip("B", "A", { cents: null }),
        ],
        [{ city: "Prices" }, { city: "Prices", from: "B" }],
      ],
      "the longest ways": () => [
        "Ways",
        [
          trip("A", "B", { metres: 0 }),
          trip("A", "B", { metres: most }),
          trip("A", "B", { metres: 65_536 }),
        ],
        [{ city: "Ways" }],
      ],
      "trips of many days": () => [
        "Days",
        [
          trip("A", "B", { startedAt: "2026-03-01T00:00:00Z", endedAt: "2026-03-09T12:00:01Z" }),
          trip("A", "B", { startedAt: "1970-01-01T00:00:00Z", endedAt: "2099-12-31T23:59:59Z" }),
          trip("A", "B", { startedAt: "2026-03-01T00:00:00Z", endedAt: "2026-03-01T18:12:16Z" }),
        ],
        [{ city: "Days" }, { city: "Days", since: "2026-01-01T00:00:00Z" }],
      ],
      "trips that end before they start": () => [
        "Clocks",
        [
          trip("A", "B", { startedAt: "2026-10-25T02:59:00Z", endedAt: "2026-10-25T02:10:30Z" }),
          trip("A", "B", { startedAt: "2026-10-25T02:59:00Z", endedAt: "2026-10-25T02:59:00Z" }),
        ],
        [{ city: "Clocks" }],
      ],
      "years from 2038 on": () => [
        "Future",
        [trip("A", "B", { startedAt: "2038-01-19T03:14:07Z", endedAt: "2038-01-19T03:14:08Z" })],
        [
          { city: "Future" },
          { city: "Future", since: "2038-01-19T03:14:07Z" },
          { city: "Future", since: "2038-01-19T03:14:08Z" },
        ],
      ],
      "bounds of time that hit a trip exactly": () => [
        "Bounds",
        [
          trip("A", "B", { startedAt: "2026-03-31T07:00:00Z" }),
          trip("B", "C", { startedAt: "2026-03-31T08:00:00Z" }),
        ],
        [
          { city: "Bounds", since: "2026-03-31T07:00:00Z", before: "2026-03-31T08:00:00Z" },
          { city: "Bounds", since: "2026-03-31T08:00:00Z" },
          { city: "Bounds", before: "2026-03-31T07:00:00Z" },
        ],
      ],
      "every vehicle, and one that is none": () => [
        "Vehicles",
        vehicles.map((vehicle) => trip("A", "B", { vehicle })),
        [...vehicles, "", "hoverboard", "toString"].map((vehicle) => ({
          city: "Vehicles",
          vehicle,
        })),
      ],
      "extras of every kind": () => [
        "Extras",
        [
          trip("A", "B", { vehicle: "scooter", extras: [...extras] }),
          trip("B", "C", { vehicle: "bike", extras: ["lock"] }),
          trip("C", "D", { vehicle: "cargo", extras: ["basket", "helmet"] }),
        ],
        ["A", "B", "C"].map((from) => ({ city: "Extras", from })),
      ],
      "stations that nobody knows": () => [
        "Stations",
        [trip("A", "A"), trip("", "A")],
        [
          { city: "Stations", from: "B" },
          { city: "Stations", from: "" },
          { city: "Stations", to: "toString" },
        ],
      ],
      "stations and cities named like members of every object": () => [
        "constructor",
        memberNames.map((name) => trip(name, "A")),
        [...memberNames.map((from) => ({ city: "constructor", from })), { city: "toString" }],
      ],
      "names that look alike": () => [
        "Zoë",
        ["é", "e\u0301", "É", " É", "東京", "🚲"].map((name) => trip(name, "é")),
        [
          { city: "Zoë", from: "é" },
          { city: "Zoë", from: "e\u0301" },
          { city: "Zoe\u0308" },
          { city: "Zoë", from: "🚲" },
        ],
      ],
      "thousands of stations": () => [
        "Large",
        Array.from({ length: 5000 }, (_, position) =>
          trip(`S${position}`, `S${(position * 7) % 5000}`),
        ),
        [
          { city: "Large", from: "S4999" },
          { city: "Large", to: "S256" },
          { city: "Large", from: "S0" },
        ],
      ],
      "an empty feed for a city that had trips": () => [
        "Late",
        [],
        [{ city: "Late" }, { city: "Early" }],
      ],
      "nothing stored, and every city of the calls before": () => [
        "Nowhere",
        null,
        storedEarlier.map((city) => ({ city })),
      ],
    },
    isValid: (_city, feed) =>
      (feed ?? []).every(
        ({ startedAt, endedAt, metres, cents, vehicle, extras: rented }) =>
          isTime(startedAt) &&
          isTime(endedAt) &&
          isAmount(metres) &&
          (cents === null || isAmount(cents)) &&
          vehicles.includes(vehicle) &&
          areInOrder(rented),
      ),
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "live bytes",
    target: 8,
    stretch: 16,
    bounds: [{ metric: "cpu time", atMost: 2.5 }],
    seconds: 12,
  },
  diagnosis: { function: "parseTrip", file: "trip.ts", lines: [32, 43] },
  hints: [
    "Work out what one trip takes in memory: an object with eight fields, and whatever each " +
      "field refers to. On a 64-bit machine a reference takes 8 bytes, an object takes some 24 " +
      "more than its fields, and a Date takes about as much as the trip itself.",
    "Then work out what one trip has to say: two of some hundred stations, two times to the " +
      "second, two numbers up to a million of which one may be missing, one of four vehicles, " +
      "and which of four extras. How many bytes is that?",
    "Most of the difference is not the values but the objects around them. A time can be a " +
      "number. A station can be a number too if somebody keeps the list of names. But what " +
      "holds a thousand numbers without a thousand objects, with a width that you choose?",
    "Keep a city as columns: one typed array per field, as long as the feed. Use a " +
      "Uint16Array for the number of a station in a list of the city's names, a Uint32Array for " +
      "seconds since 1970, and a Uint8Array for the vehicle and, bit by bit, the extras. For a " +
      "missing price, store a value that no price has. Loop over the positions, and turn a " +
      "position back into a trip only for the two that are shown.",
  ],
});

/** One city's day, and some questions. Trips are in the order in which they started. */
function makeDay(random: Random, size: number): [string, TripRow[] | null, Question[]] {
  const city = `City ${random.int(0, 999_999_999)}`;
  const stations = Array.from({ length: 5 + Math.ceil(Math.sqrt(size)) }, (_, position) =>
    random.chance(0.01) ? random.pick(memberNames) : `${random.pick(streets)} ${position}`,
  );
  let started = Date.UTC(2026, random.int(0, 11), random.int(1, 28)) / 1000;
  const feed = Array.from({ length: size }, () => {
    started += random.int(0, 80);
    const ended = started + random.int(60, 7200);
    return {
      from: random.pick(stations),
      to: random.pick(stations),
      startedAt: textOf(started),
      endedAt: textOf(ended),
      metres: random.int(50, 30_000),
      vehicle: random.pick(vehicles),
      cents: random.chance(0.3) ? null : random.int(0, 3000),
      extras: extras.filter(() => random.chance(0.15)),
    };
  });
  const noon = random.pick(feed).startedAt;
  const questions: Question[] = [
    { city, from: random.pick(stations) },
    random.chance(0.5)
      ? { city, vehicle: random.pick(vehicles), since: noon }
      : { city, before: noon },
    { city: "Early" },
    { city: random.pick(storedEarlier) },
  ];
  return [city, feed, questions];
}

function textOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function trip(from: string, to: string, more: Partial<TripRow> = {}): TripRow {
  return {
    from,
    to,
    startedAt: "2026-03-31T07:45:10Z",
    endedAt: "2026-03-31T08:01:00Z",
    metres: 3200,
    vehicle: "bike",
    cents: 150,
    extras: [],
    ...more,
  };
}

function isTime(text: string): boolean {
  return time.test(text) && !Number.isNaN(Date.parse(text));
}

function areInOrder(rented: readonly Extra[]): boolean {
  return rented.join() === extras.filter((extra) => rented.includes(extra)).join();
}

function isAmount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
