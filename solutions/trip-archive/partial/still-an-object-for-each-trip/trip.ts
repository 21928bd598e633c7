/** A trip, as the operator's feed tells it. */
export interface TripRow {
  /** Two stations of the network, such as `Hauptbahnhof` or `Nordpark`. */
  readonly from: string;
  readonly to: string;
  /** `2026-03-31T07:45:10Z`: UTC, whole seconds. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** In metres: a whole number from 0 to 1,000,000. */
  readonly metres: number;
  readonly vehicle: "bike" | "e-bike" | "cargo" | "scooter";
  /** In cents: a whole number from 0 to 1,000,000; null for trips that a pass covers. */
  readonly cents: number | null;
  /** What was rented with it: each at most once, in the order of the alphabet. */
  readonly extras: readonly Extra[];
}

export type Extra = "basket" | "child seat" | "helmet" | "lock";

/** A trip in the archive. */
export interface Trip {
  readonly from: string;
  readonly to: string;
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly metres: number;
  readonly vehicle: TripRow["vehicle"];
  readonly cents: number | null;
  readonly extras: readonly Extra[];
}

export function parseTrip(row: TripRow): Trip {
  return {
    from: shared(row.from),
    to: shared(row.to),
    startedAt: Date.parse(row.startedAt) / 1000,
    endedAt: Date.parse(row.endedAt) / 1000,
    metres: row.metres,
    vehicle: row.vehicle,
    cents: row.cents,
    extras: row.extras,
  };
}

/** Each station's name once, for all trips. */
const names = new Map<string, string>();

function shared(name: string): string {
  const known = names.get(name);
  if (known === undefined) names.set(name, name);
  return known ?? name;
}
