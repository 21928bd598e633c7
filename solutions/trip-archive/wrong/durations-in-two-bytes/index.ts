import { storeTrips, tripsOf, vehicleNumber } from "./archive.ts";
import type { TripRow } from "./trip.ts";

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
  const city = tripsOf(question.city);
  const { from, to, started, seconds: durations, metres: ways } = city;
  const since = timeOf(question.since, -Infinity);
  const before = timeOf(question.before, Infinity);
  const wantedFrom = question.from === undefined ? ANY : city.stationNumber(question.from);
  const wantedTo = question.to === undefined ? ANY : city.stationNumber(question.to);
  const wanted = question.vehicle === undefined ? ANY : vehicleNumber(question.vehicle);
  let [trips, metres, cents, paid, seconds] = [0, 0, 0, 0, 0];
  let first = -1;
  let last = -1;
  for (let position = 0; position < city.count; position++) {
    const start = started[position] ?? 0;
    if (start < since || start >= before) continue;
    if (wantedFrom !== ANY && from[position] !== wantedFrom) continue;
    if (wantedTo !== ANY && to[position] !== wantedTo) continue;
    if (wanted !== ANY && city.vehicleOf(position) !== wanted) continue;
    trips++;
    metres += ways[position] ?? 0;
    seconds += durations[position] ?? 0;
    const price = city.centsOf(position);
    if (price !== null) {
      cents += price;
      paid++;
    }
    if (first === -1) first = position;
    last = position;
  }
  const shown = trips === 0 ? [] : [city.row(first), city.row(last)];
  return { trips, metres, cents, paid, seconds, first: shown[0] ?? null, last: shown[1] ?? null };
}

/** In place of a number that a column could hold, where every trip will do. */
const ANY = -2;

function timeOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text) / 1000;
}
