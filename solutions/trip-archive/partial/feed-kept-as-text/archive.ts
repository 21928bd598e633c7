import { parseTrip, type Trip, type TripRow } from "./trip.ts";

/** The trips of all cities, by city, as long as the process lives. */
const feedByCity = new Map<string, string>();

/** Takes a city's trips in; they replace those that it had. */
export function storeTrips(city: string, rows: readonly TripRow[]): void {
  feedByCity.set(city, JSON.stringify(rows));
}

/** The trips of a city in the order of the feed; none for a city that has never been stored. */
export function tripsOf(city: string): Iterable<Trip> {
  const rows: TripRow[] = JSON.parse(feedByCity.get(city) ?? "[]");
  return rows.map((row) => parseTrip(row));
}
