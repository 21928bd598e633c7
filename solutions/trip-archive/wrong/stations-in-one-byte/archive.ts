import type { Extra, TripRow, Vehicle } from "./trip.ts";

/** What a trip of a pass has in place of a price: more than any price. */
const COVERED = 2 ** 32 - 1;

const VEHICLES: readonly Vehicle[] = ["bike", "e-bike", "cargo", "scooter"];
const EXTRAS: readonly Extra[] = ["basket", "child seat", "helmet", "lock"];
/** Two bits for the vehicle; above them, one for each extra. */
const VEHICLE_BITS = 2;
const VEHICLE_MASK = 0b11;

/** The trips of one city, a column for each field: 21 bytes a trip. */
export class CityTrips {
  readonly count: number;
  /** Positions in `#stations`. */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** Seconds since 1970. */
  readonly started: Uint32Array;
  readonly ended: Uint32Array;
  readonly metres: Uint32Array;
  readonly #vehicleAndExtras: Uint8Array;
  readonly #cents: Uint32Array;
  readonly #stations: readonly string[];

  constructor(rows: readonly TripRow[]) {
    const numbers = new Map<string, number>();
    for (const { from, to } of rows) {
      if (!numbers.has(from)) numbers.set(from, numbers.size);
      if (!numbers.has(to)) numbers.set(to, numbers.size);
    }
    this.#stations = [...numbers.keys()];
    const Numbers = Uint8Array;
    this.count = rows.length;
    this.from = new Numbers(rows.length);
    this.to = new Numbers(rows.length);
    this.started = new Uint32Array(rows.length);
    this.ended = new Uint32Array(rows.length);
    this.metres = new Uint32Array(rows.length);
    this.#vehicleAndExtras = new Uint8Array(rows.length);
    this.#cents = new Uint32Array(rows.length);
    for (const [position, row] of rows.entries()) {
      this.from[position] = numbers.get(row.from) ?? 0;
      this.to[position] = numbers.get(row.to) ?? 0;
      this.started[position] = secondsOf(row.startedAt);
      this.ended[position] = secondsOf(row.endedAt);
      this.metres[position] = row.metres;
      this.#vehicleAndExtras[position] = VEHICLES.indexOf(row.vehicle) | bitsOf(row.extras);
      this.#cents[position] = row.cents ?? COVERED;
    }
  }

  /** The number of a station in the columns; -1 for one that is in none of the trips. */
  stationNumber(name: string): number {
    return this.#stations.indexOf(name);
  }

  /** The price of a trip; null when a pass covers it. */
  centsOf(position: number): number | null {
    const cents = this.#cents[position] ?? COVERED;
    return cents === COVERED ? null : cents;
  }

  /** The number of a trip's vehicle. */
  vehicleOf(position: number): number {
    return (this.#vehicleAndExtras[position] ?? 0) & VEHICLE_MASK;
  }

  row(position: number): TripRow {
    const bits = this.#vehicleAndExtras[position] ?? 0;
    return {
      from: this.#stations[this.from[position] ?? 0] ?? "",
      to: this.#stations[this.to[position] ?? 0] ?? "",
      startedAt: textOf(this.started[position] ?? 0),
      endedAt: textOf(this.ended[position] ?? 0),
      metres: this.metres[position] ?? 0,
      vehicle: VEHICLES[this.vehicleOf(position)] ?? "bike",
      cents: this.centsOf(position),
      extras: EXTRAS.filter((_, extra) => bits & (1 << (VEHICLE_BITS + extra))),
    };
  }
}

function bitsOf(extras: readonly Extra[]): number {
  return extras.reduce((bits, extra) => bits | (1 << (VEHICLE_BITS + EXTRAS.indexOf(extra))), 0);
}

/** The number of a vehicle in the column; -1 for what is none. */
export function vehicleNumber(name: string): number {
  return VEHICLES.indexOf(name as Vehicle);
}

/** The trips of all cities, by city, as long as the process lives. */
const tripsByCity = new Map<string, CityTrips>();
const noTrips = new CityTrips([]);

/** Takes a city's trips in; they replace those that it had. */
export function storeTrips(city: string, rows: readonly TripRow[]): void {
  tripsByCity.set(city, new CityTrips(rows));
}

/** The trips of a city in the order of the feed; none for a city that has never been stored. */
export function tripsOf(city: string): CityTrips {
  return tripsByCity.get(city) ?? noTrips;
}

function secondsOf(text: string): number {
  return Date.parse(text) / 1000;
}

function textOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
