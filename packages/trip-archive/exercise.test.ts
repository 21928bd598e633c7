import { describe, expect, it } from "vitest";
import { planTrips } from "#subject";
import type { TripRow } from "./baseline/trip.ts";

describe("planTrips", () => {
  it("sums up the trips of a city", () => {
    const feed = [
      trip({ metres: 1000, cents: 250 }),
      trip({ metres: 500, cents: null, endedAt: "2026-03-31T07:45:20Z" }),
    ];
    expect(planTrips("Sums", feed, [{ city: "Sums" }])).toEqual([
      { trips: 2, metres: 1500, cents: 250, paid: 1, seconds: 610, first: feed[0], last: feed[1] },
    ]);
  });

  it.each([
    [{ from: "Nordpark" }, [1, 3]],
    [{ to: "Nordpark" }, [2, 2]],
    [{ from: "Nordpark", to: "Hafen" }, [1, 3]],
    [{ vehicle: "cargo" }, [2, 3]],
    [{ vehicle: "cargo", to: "Nordpark" }, [2, 2]],
    [{ since: "2026-03-31T08:00:00Z" }, [2, 3]],
    [{ since: "2026-03-31T08:00:00Z", before: "2026-03-31T09:00:00Z" }, [2, 2]],
  ])("shows the first and the last trip that meet %o", (conditions, [first = 0, last = 0]) => {
    const feed = [
      trip({ from: "Nordpark", to: "Hafen", metres: 1 }),
      trip({ to: "Nordpark", vehicle: "cargo", startedAt: "2026-03-31T08:00:00Z", metres: 2 }),
      trip({
        from: "Nordpark",
        to: "Hafen",
        vehicle: "cargo",
        startedAt: "2026-03-31T09:00:00Z",
        metres: 3,
      }),
    ];
    const [answer] = planTrips("Conditions", feed, [{ city: "Conditions", ...conditions }]);
    expect([answer?.first, answer?.last]).toEqual([feed[first - 1], feed[last - 1]]);
  });

  it("shows no trip when none meets the conditions", () => {
    const nothing = { trips: 0, metres: 0, cents: 0, paid: 0, seconds: 0, first: null, last: null };
    const questions = [
      { city: "Nothing", from: "toString" },
      { city: "Nothing", vehicle: "hoverboard" },
      { city: "Nothing", before: "1970-01-01T00:00:00Z" },
      { city: "never stored" },
    ];
    expect(planTrips("Nothing", [trip()], questions)).toEqual(questions.map(() => nothing));
  });

  it("remembers every city, and only the latest feed of each", () => {
    planTrips("One", [trip({ metres: 1 }), trip({ metres: 1 })], []);
    planTrips("Two", [trip({ metres: 20 })], []);
    const questions = [{ city: "One" }, { city: "Two" }];
    const metres = () => planTrips("Three", null, questions).map((answer) => answer.metres);
    expect(metres()).toEqual([2, 20]);
    planTrips("One", [trip({ metres: 300 })], []);
    expect(metres()).toEqual([300, 20]);
  });

  it("remembers hundreds of cities", () => {
    const cities = Array.from({ length: 300 }, (_, number) => `City ${number}`);
    for (const [number, city] of cities.entries()) planTrips(city, [trip({ metres: number })], []);
    const questions = cities.map((city) => ({ city }));
    const answers = planTrips("Nowhere", null, questions);
    expect(answers.map(({ trips, metres }) => [trips, metres])).toEqual(
      cities.map((_, number) => [1, number]),
    );
  });

  it("has no trips of a city whose latest feed is empty", () => {
    planTrips("Closed", [trip()], []);
    const [answer] = planTrips("Closed", [], [{ city: "Closed" }]);
    expect(answer).toMatchObject({ trips: 0, first: null, last: null });
    expect(planTrips("Closed", null, [{ city: "Closed" }])).toEqual([answer]);
  });

  it.each<Partial<TripRow>>([
    { cents: 0 },
    { cents: null },
    { cents: 1_000_000, metres: 1_000_000 },
    { startedAt: "1970-01-01T00:00:00Z", endedAt: "2099-12-31T23:59:59Z" },
    { startedAt: "2038-01-19T03:14:08Z", endedAt: "2038-01-19T03:14:07Z" },
    { startedAt: "2026-03-01T00:00:00Z", endedAt: "2026-03-02T23:00:00Z" },
    { vehicle: "scooter", extras: ["basket", "child seat", "helmet", "lock"] },
    { vehicle: "e-bike", extras: ["lock"] },
    { from: "", to: "__proto__" },
    { from: "東京", to: "e\u0301" },
  ])("tells a trip with %o as it was", (fields) => {
    const row = trip(fields);
    const [answer] = planTrips("As it was", [row], [{ city: "As it was", from: row.from }]);
    expect(answer?.last).toEqual(row);
    expect(answer?.paid).toBe(row.cents === null ? 0 : 1);
    expect(answer?.seconds).toBe((Date.parse(row.endedAt) - Date.parse(row.startedAt)) / 1000);
  });

  it("tells thousands of stations apart", () => {
    const feed = Array.from({ length: 5000 }, (_, number) =>
      trip({ from: `S${number}`, metres: number }),
    );
    const questions = [4999, 256, 0].map((number) => ({ city: "Large", from: `S${number}` }));
    const answers = planTrips("Large", feed, questions);
    expect(answers.map(({ trips, metres }) => [trips, metres])).toEqual([
      [1, 4999],
      [1, 256],
      [1, 0],
    ]);
  });
});

function trip(fields: Partial<TripRow> = {}): TripRow {
  return {
    from: "Marktplatz",
    to: "Hafen",
    startedAt: "2026-03-31T07:45:10Z",
    endedAt: "2026-03-31T07:55:10Z",
    metres: 3200,
    vehicle: "bike",
    cents: 150,
    extras: [],
    ...fields,
  };
}
