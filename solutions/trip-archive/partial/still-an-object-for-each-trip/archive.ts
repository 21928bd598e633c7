import { parseTrip, type Trip, type TripRow } from "./trip.ts";

/** The trips of all cities, by city, as long as the process lives. */
const tripsByCity = new Map<string, Trip[]>();

/** Takes a city's trips in; they replace those that it had. */
export function storeTrips(city: string, rows: readonly TripRow[]): void {
  const trips = rows.map((row) => parseTrip(row));
  tripsByCity.set(city, trips);
}

/** The trips of a city in the order of the feed; none for a city that has never been stored. */
export function tripsOf(city: string): Iterable<Trip> {
  return tripsByCity.get(city) ?? [];
}
