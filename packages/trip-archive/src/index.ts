import { storeTrips, tripsOf } from "./archive.ts";
import type { Trip, TripRow } from "./trip.ts";

/** What the planners ask for: the trips of a city that meet every condition given. */
export interface Question {
  readonly city: string;
  readonly from?: string;
  readonly to?: string;
  readonly vehicle?: string;
  /** Trips that started at this time or later, and before that time: `2026-03-31T07:45:10Z`. */
  readonly since?: string;
  readonly before?: string;
}

export interface Answer {
  readonly trips: number;
  readonly metres: number;
  /** Of the trips that were paid for, and how many these are. */
  readonly cents: number;
  readonly paid: number;
  readonly seconds: number;
  /** Of the first and the last trip in the feed that meet the conditions; null when none does. */
  readonly first: TripRow | null;
  readonly last: TripRow | null;
}

/**
 * Stores the feed of a city, unless it is null, and answers questions about any city that was stored
 * in this process, in this call or an earlier one. Never throws.
 */
export function planTrips(
  city: string,
  feed: readonly TripRow[] | null,
  questions: readonly Question[],
): Answer[] {
  if (feed !== null) storeTrips(city, feed);
  return questions.map(answer);
}

function answer(question: Question): Answer {
  const since = timeOf(question.since, -Infinity);
  const before = timeOf(question.before, Infinity);
  let [trips, metres, cents, paid, seconds] = [0, 0, 0, 0, 0];
  let first: Trip | undefined;
  let last: Trip | undefined;
  for (const trip of tripsOf(question.city)) {
    const started = trip.startedAt.getTime();
    if (started < since || started >= before || !matches(trip, question)) continue;
    trips++;
    metres += trip.metres;
    seconds += (trip.endedAt.getTime() - started) / 1000;
    if (trip.cents !== null) {
      cents += trip.cents;
      paid++;
    }
    first ??= trip;
    last = trip;
  }
  return { trips, metres, cents, paid, seconds, first: rowOf(first), last: rowOf(last) };
}

function matches(trip: Trip, { from, to, vehicle }: Question): boolean {
  if (from !== undefined && trip.from !== from) return false;
  if (to !== undefined && trip.to !== to) return false;
  return vehicle === undefined || trip.vehicle === vehicle;
}

function timeOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : new Date(text).getTime();
}

function rowOf(trip: Trip | undefined): TripRow | null {
  if (trip === undefined) return null;
  const { startedAt, endedAt, ...rest } = trip;
  return { ...rest, startedAt: textOf(startedAt), endedAt: textOf(endedAt) };
}

function textOf(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
